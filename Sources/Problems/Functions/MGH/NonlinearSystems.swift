import Autograd

// Systems of nonlinear equations of any order that have a solution: as many residuals as unknowns, each a few neighbours or an
// integral away. Shifted copies of x instead of entries, so that their graphs do not grow with n.

extension ProblemDeclaration {
  static let discreteBoundaryValue = ProblemDeclaration(
    "discrete_boundary_value", aliases: ["discrete_boundary", "morebv"], "a differential equation between two boundary values",
    formula: "sum_i (2 x[i] - x[i-1] - x[i+1] + h^2 (x[i] + t[i] + 1)^3 / 2)^2, h = 1/(n + 1), t = i h, x[0] = x[n+1] = 0",
    dimension: .any(default: 10, from: 2),
    residuals: { x in
      let (t, h) = mesh(x.count)
      let bend = 2 * x - shifted(x, by: -1) - shifted(x, by: 1)
      return [bend + (h * h / 2) * pow(x + x.graph.vector(t.map { $0 + 1 }), 3)]
    },
    start: meshStart, minimum: 0, at: [meshSolution], source: "More and Cosnard (1979); More, Garbow and Hillstrom 28")

  static let discreteIntegral = ProblemDeclaration(
    "discrete_integral", aliases: ["discrete_integral_equation", "integreq"],
    "the boundary value problem as an integral equation: the same solution, better conditioned",
    formula: "sum_i (x[i] + h/2 ((1 - t[i]) sum_{j<=i} t[j] (x[j] + t[j] + 1)^3 + t[i] sum_{j>i} (1 - t[j]) (x[j] + t[j] + 1)^3))^2, "
      + "h = 1/(n + 1), t = i h",
    dimension: .any(default: 10, from: 2),
    residuals: { x in
      let (mesh, h) = mesh(x.count)
      let (t, u) = (x.graph.vector(mesh), x.graph.vector(mesh.map { 1 - $0 }))
      let cubes = pow(x + t + 1, 3)
      let above = u * cubes
      return [x + (h / 2) * (u * (t * cubes).cumsum() + t * (above.sum() - above.cumsum()))]
    },
    start: meshStart, minimum: 0, at: [meshSolution], source: "More and Cosnard (1979); More, Garbow and Hillstrom 29")

  static let broydenTridiagonal = ProblemDeclaration(
    "broyden_tridiagonal", aliases: ["broyden3d", "broydn3d"], "quadratic equations of three neighbours",
    formula: "sum_i ((3 - 2 x[i]) x[i] - x[i-1] - 2 x[i+1] + 1)^2, x[0] = x[n+1] = 0", dimension: .any(default: 10, from: 2),
    residuals: { x in [(3 - 2 * x) * x - shifted(x, by: -1) - 2 * shifted(x, by: 1) + 1] },
    start: [-1], minimum: 0,
    at: [
      .table([
        10: [
          -0.5707221320112248, -0.681806949984275, -0.7022100760176601, -0.7055106298950804, -0.7049061557287437,
          -0.7014966070298512, -0.6918893223547983, -0.6657965144058537, -0.5960351090263657, -0.4164122575286934,
        ]
      ])
    ],
    source: "Broyden (1965); More, Garbow and Hillstrom 30")

  static let broydenBanded = ProblemDeclaration(
    "broyden_banded", "cubic equations of five neighbours on one side and one on the other",
    formula: "sum_i (x[i] (2 + 5 x[i]^2) + 1 - sum_j x[j] (1 + x[j]))^2, j != i from max(1, i - 5) to min(n, i + 1)",
    dimension: .any(default: 10, from: 2),
    residuals: { x in
      let terms = x * (1 + x)
      return [[-5, -4, -3, -2, -1, 1].reduce(x * (2 + 5 * square(x)) + 1) { $0 - shifted(terms, by: $1) }]
    },
    start: [-1], minimum: 0,
    at: [
      .table([
        10: [
          -0.4283028635872503, -0.47659642435629024, -0.5196524636468617, -0.5580993248321809, -0.5925061568294574,
          -0.624503682199468, -0.6232394714405911, -0.6213938417965735, -0.6204535966590874, -0.5864692707204351,
        ]
      ])
    ],
    source: "Broyden (1971); More, Garbow and Hillstrom 31")
}

/// Points t = h, 2h, …, 1 - h, and h.
private func mesh(_ n: Int) -> (points: [Double], width: Double) {
  let h = 1 / Double(n + 1)
  return (ordinals(n).map { $0 * h }, h)
}

private let meshStart = EntryRule.rule { n in mesh(n).points.map { $0 * ($0 - 1) } }

/// Of the boundary value problem and, as that inverts the same matrix, of the integral equation.
private let meshSolution = EntryRule.table([
  10: [
    -0.04316498251876487, -0.08157715653538689, -0.11448571438052929, -0.14097357686259668, -0.1599086961819831,
    -0.16987720231277492, -0.16908998378120835, -0.15524953522183182, -0.125355891678935, -0.07541653368589209,
  ]
])

/// Entry i of the result is entry i + k of x, or 0 outside.
private func shifted(_ x: Expression, by k: Int) -> Expression {
  let (n, gap) = (x.count, min(abs(k), x.count))
  if gap == n { return x.graph.zeros([n]) }
  let zeros = x.graph.zeros([gap])
  return k < 0 ? concatenate([zeros, x[..<(n - gap)]]) : concatenate([x[gap...], zeros])
}
