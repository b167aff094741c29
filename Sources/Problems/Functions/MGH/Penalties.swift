import Autograd

#if canImport(Glibc)
  import Glibc
#endif

// Any dimension, all entries coupled by a sum or a product of all.

extension ProblemDeclaration {
  static let penalty1 = ProblemDeclaration(
    "penalty1", aliases: ["penalty_1", "penalty_i"], "a sphere that is nearly all that matters, and a weak pull to (1, ..., 1)",
    formula: "sum_i 1e-5 (x[i] - 1)^2 + (sum_i x[i]^2 - 1/4)^2", dimension: .any(default: 4),
    residuals: { x in [1e-5.squareRoot() * (x - 1), square(x).sum() - 0.25] },
    start: .rule { ordinals($0) },
    minimum: .rule { n in
      // Where the gradient vanishes, n c² - 1/4 = a (1 - c)/(2 c): no digits cancel.
      let c = penalty1Minimizer(n)
      let (pull, sphere) = (1e-5 * (1 - c) * (1 - c), 1e-5 * (1 - c) / (2 * c))
      return Double(n) * pull + sphere * sphere
    },
    at: [.rule { n in Array(repeating: penalty1Minimizer(n), count: n) }], tags: [.illConditioned],
    source: "Gill, Murray and Pitfield (1972); More, Garbow and Hillstrom 23")

  /// The entry c of the minimizer (c, …, c): the positive root of a (c - 1) + 2 c (n c² - 1/4), by Newton's method from above,
  /// where the cubic is convex.
  private static func penalty1Minimizer(_ n: Int) -> Double {
    let (a, n) = (1e-5, Double(n))
    var c = 0.5 / n.squareRoot() + a
    while true {
      let next = c - (a * (c - 1) + 2 * c * (n * c * c - 0.25)) / (a + 6 * n * c * c - 0.5)
      if !(next < c) { return c }
      c = next
    }
  }

  static let penalty2 = ProblemDeclaration(
    "penalty2", aliases: ["penalty_2", "penalty_ii"], "an ellipsoid that is nearly all that matters, and weak exponentials",
    formula: "(x1 - 0.2)^2 + 1e-5 sum_{i>1} (exp(x[i]/10) + exp(x[i-1]/10) - y[i])^2 + (exp(x[i]/10) - exp(-1/10))^2 "
      + "+ (sum_i (n - i + 1) x[i]^2 - 1)^2, y = exp(i/10) + exp((i - 1)/10)",
    dimension: .any(default: 4, from: 2),
    residuals: { x in
      let n = x.count
      let y = x.graph.vector(ordinals(n).dropFirst().map { exp($0 / 10) + exp(($0 - 1) / 10) })
      let e = exp(0.1 * x)
      let weights = x.graph.vector(ordinals(n).reversed())
      let a = 1e-5.squareRoot()
      return [
        x[0] - 0.2, a * (e[1...] + e[..<(n - 1)] - y), a * (e[1...] - exp(-0.1)), (weights * square(x)).sum() - 1,
      ]
    },
    start: [0.5], minimum: .table([4: 9.376293007355441e-06, 10: 0.00029366053745674594]),
    at: [
      .table([
        4: [0.1999993333503804, 0.19131670099277245, 0.48010148533262315, 0.5188454043902005],
        10: [
          0.1999836051978236, 0.010350648471292297, 0.019604934480438402, 0.03208906722068565, 0.049932677399641294,
          0.07651399515399361, 0.11862407286950417, 0.19214487233557667, 0.34732058694184365, 0.3691643741593508,
        ],
      ])
    ],
    tags: [.illConditioned], source: "Gill, Murray and Pitfield (1972); More, Garbow and Hillstrom 24")

  static let variablyDimensioned = ProblemDeclaration(
    "variably_dimensioned", aliases: ["variable_dimension", "vardim"], "a steep quartic along one direction, a sphere across it",
    formula: "sum_i (x[i] - 1)^2 + s^2 + s^4, s = sum_i i (x[i] - 1)", dimension: .any(default: 10),
    residuals: { x in
      let s = (x.graph.vector(ordinals(x.count)) * (x - 1)).sum()
      return [x - 1, s, square(s)]
    },
    start: .rule { n in ordinals(n).map { 1 - $0 / Double(n) } }, minimum: 0, at: [[1]], tags: [.convex, .illConditioned],
    source: "More, Garbow and Hillstrom 25")

  static let trigonometric = ProblemDeclaration(
    "trigonometric", "equations in cosines that share their sum",
    formula: "sum_i (n - sum_j cos(x[j]) + i (1 - cos(x[i])) - sin(x[i]))^2", dimension: .any(default: 10),
    residuals: { x in
      let c = cos(x)
      return [Double(x.count) - c.sum() + x.graph.vector(ordinals(x.count)) * (1 - c) - sin(x)]
    },
    start: .rule { n in Array(repeating: 1 / Double(n), count: n) }, minimum: 0, at: [[0]],
    localMinima: [
      LocalMinimum(
        .table([10: 2.7950561218794563e-05]),
        at: [
          .table([
            10: [
              0.05515090398069129, 0.05684061679473856, 0.058764001762695084, 0.06099060865676081, 0.06362621369585451,
              0.06684317945275879, 0.20816151856988116, 0.16436309588564774, 0.08500689568850744, 0.09143145071470794,
            ]
          ])
        ])
    ],
    tags: [.multimodal], source: "Spedicato (1975); More, Garbow and Hillstrom 26")

  static let brownAlmostLinear = ProblemDeclaration(
    "brown_almost_linear", aliases: ["brown_al", "brownal"], "linear equations but the last, which fixes the product",
    formula: "sum_{i<n} (x[i] + sum_j x[j] - n - 1)^2 + (prod_j x[j] - 1)^2", dimension: .any(default: 10, from: 2),
    residuals: { x in
      let n = x.count
      return [x[..<(n - 1)] + (x.sum() - Double(n + 1)), x.prod() - 1]
    },
    start: [0.5], minimum: 0,
    at: [
      [1],
      .rule { n in
        let a = brownRoot(n)
        return Array(repeating: a, count: n - 1) + [Double(n + 1) - Double(n) * a]
      },
    ],
    // The paper lists it, but it is no strict minimum: f falls to order n - 1 where the first entries grow.
    localMinima: [LocalMinimum(1, at: [.rule { n in n < 3 ? [] : Array(repeating: 0, count: n - 1) + [Double(n + 1)] }])],
    tags: [.multimodal], source: "Brown (1969); More, Garbow and Hillstrom 27")

  /// The root of n aⁿ - (n + 1) aⁿ⁻¹ + 1 in (0, 1), by bisection: positive at 0, negative just below 1.
  private static func brownRoot(_ n: Int) -> Double {
    let n = Double(n)
    var (low, high) = (0.0, 1 - 1 / (n * n))
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if (n * middle - n - 1) * pow(middle, n - 1) + 1 > 0 { low = middle } else { high = middle }
    }
  }
}
