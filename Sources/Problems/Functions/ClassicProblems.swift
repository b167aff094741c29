import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Classical test functions. Starts: the standard ones where there are any (More, Garbow and Hillstrom, ACM TOMS 7(1), 1981; CUTEst
// for branin), else a plain interior point of the domain.

extension ProblemDeclaration {
  public static let classic: [ProblemDeclaration] = [
    ProblemDeclaration(
      "sphere", "the sum of squares", formula: "sum_i x[i]^2", dimension: .any(default: 2),
      form: { _ in .sumOfSquares({ square($0[0]).sum() }, residuals: { $0[0] }) },
      start: [1], domain: [-5.12...5.12], minimum: 0, at: [[0]], tags: [.convex, .separable, .leastSquares],
      source: "De Jong's thesis (1975), F1"),
    quadratic(condition: 100), rosenbrock, beale, freudensteinRoth, powellSingular, helicalValley, wood,
    ProblemDeclaration(
      "himmelblau", "four equal minima", formula: "(x1^2 + x2 - 11)^2 + (x1 + x2^2 - 7)^2",
      residuals: { x in [square(x[0]) + x[1] - 11, x[0] + square(x[1]) - 7] },
      start: [0, 0], domain: [-5...5], minimum: 0,
      at: [
        [3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.2831859912861696],
        [3.5844283403304917, -1.8481265269644034],
      ],
      tags: [.multimodal], source: "Himmelblau, Applied Nonlinear Programming (1972)"),
    ProblemDeclaration(
      "goldstein_price", "a polynomial of degree eight with values from 3 to a million",
      formula: "(1 + (x1+x2+1)^2 (19 - 14x1 + 3x1^2 - 14x2 + 6x1x2 + 3x2^2)) "
        + "(30 + (2x1-3x2)^2 (18 - 32x1 + 12x1^2 + 48x2 - 36x1x2 + 27x2^2))",
      value: { v in
        let (x, y) = (v[0], v[1])
        let a = 19 - 14 * x + 3 * square(x) - 14 * y + 6 * (x * y) + 3 * square(y)
        let b = 18 - 32 * x + 12 * square(x) + 48 * y - 36 * (x * y) + 27 * square(y)
        return (1 + square(x + y + 1) * a) * (30 + square(2 * x - 3 * y) * b)
      },
      start: [1, 1], domain: [-2...2], minimum: 3, at: [[0, -1]], tags: [.multimodal],
      source: "Goldstein and Price, Math. Comp. 25 (1971)"),
    ProblemDeclaration(
      "branin", aliases: ["branin_hoo"], "three equal minima along a wave",
      formula: "(x2 - 5.1/(4 pi^2) x1^2 + 5/pi x1 - 6)^2 + 10 (1 - 1/(8 pi)) cos(x1) + 10",
      value: { x in
        let valley = x[1] - (5.1 / (4 * Double.pi * Double.pi)) * square(x[0]) + (5 / Double.pi) * x[0] - 6
        return square(valley) + (10 * (1 - 1 / (8 * Double.pi))) * cos(x[0]) + 10
      },
      start: [5, 10], domain: [-5...10, 0...15], minimum: 0.39788735772973816,
      at: [[-Double.pi, 12.275], [Double.pi, 2.275], [3 * Double.pi, 2.475]], tags: [.multimodal],
      source: "Branin and Hoo (1972); start of CUTEst"),
    ProblemDeclaration(
      "ackley", "many small pits on a funnel whose bottom has a kink",
      formula: "-20 exp(-0.2 sqrt(mean_i x[i]^2)) - exp(mean_i cos(2 pi x[i])) + 20 + e", dimension: .any(default: 2),
      value: { x in
        // The norm, unlike a bare root, has a derivative at 0.
        let funnel = (-0.2 / Double(x.count).squareRoot()) * norm(x)
        return (20 + exp(1.0)) - 20 * exp(funnel) - exp(cos((2 * Double.pi) * x).mean())
      },
      start: [2.4, -1.7], domain: [-32.768...32.768], minimum: 0, at: [[0]], tags: [.multimodal, .nonsmooth],
      source: "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)"),
    ProblemDeclaration(
      "rastrigin", "a parabola full of equally spaced pits",
      formula: "sum_i x[i]^2 - 10 cos(2 pi x[i]) + 10", dimension: .any(default: 2),
      value: { x in (square(x) - 10 * cos((2 * Double.pi) * x) + 10).sum() },
      start: [2.4, -1.7], domain: [-5.12...5.12], minimum: 0, at: [[0]], tags: [.multimodal, .separable],
      source: "Rastrigin (1974); n dimensions: Muehlenbein, Schomisch and Born (1991)"),
    ProblemDeclaration(
      "styblinski_tang", "two pits in each direction, one deeper",
      formula: "1/2 sum_i x[i]^4 - 16 x[i]^2 + 5 x[i]", dimension: .any(default: 2),
      value: { x in 0.5 * (square(square(x)) - 16 * square(x) + 5 * x).sum() },
      start: [0], domain: [-5...5], minimum: .perEntry(-39.16616570377141), at: [[-2.903534027771177]],
      tags: [.multimodal, .separable], source: "Styblinski and Tang, Neural Networks 3 (1990)"),
  ]

  /// Eigenvalues in geometric progression from 1 to the condition number.
  private static func quadratic(condition: Double) -> ProblemDeclaration {
    ProblemDeclaration(
      "quadratic", "a convex quadratic of given condition number",
      formula: "1/2 sum_i c^((i-1)/(n-1)) x[i]^2, c the condition number (\(condition))", dimension: .any(default: 10),
      form: { n in
        .value { p in
          let exponents = (0..<n).map { n == 1 ? 0 : Double($0) / Double(n - 1) }
          return 0.5 * (p[0].graph.vector(exponents.map { pow(condition, $0) }) * square(p[0])).sum()
        }
      },
      start: [1], domain: [-2...2], minimum: 0, at: [[0]], tags: [.convex, .separable, .illConditioned],
      source: "the standard model of ill-conditioning", withCondition: { quadratic(condition: $0) })
  }
}
