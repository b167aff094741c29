import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Quadratics, and other sums of weighted squares: what any method should do well, in every condition number.

extension ProblemDeclaration {
  static let classicQuadratics: [ProblemDeclaration] = [
    ProblemDeclaration(
      "sphere", aliases: ["dejong1"], "the sum of squares", formula: "sum_i x[i]^2", dimension: .any(default: 2),
      form: { _ in .sumOfSquares({ square($0[0]).sum() }, residuals: { $0[0] }) },
      start: [1], domain: [-5.12...5.12], minimum: 0, at: [[0]], tags: [.convex, .separable, .leastSquares],
      source: "De Jong's thesis (1975), F1"),
    quadratic(condition: 100),
    weightedSquares(
      "ellipsoid", aliases: ["elliptic", "high_conditioned_elliptic"], "a quadratic of condition number 10^6",
      formula: "sum_i 10^(6 (i-1)/(n-1)) x[i]^2", start: [1], domain: [-5...5], tags: [.illConditioned],
      source: "Hansen et al., black-box optimization benchmarking (2009), f2 without its oscillation"
    ) { n in (0..<n).map { n == 1 ? 1 : pow(10, 6 * Double($0) / Double(n - 1)) } },
    weightedSquares(
      "discus", aliases: ["tablet"], "one direction a million times steeper than all others",
      formula: "10^6 x1^2 + sum_{i>1} x[i]^2", start: [1], domain: [-100...100], tags: [.illConditioned],
      source: "Hansen et al., black-box optimization benchmarking (2009), f11 without its oscillation"
    ) { n in (0..<n).map { $0 == 0 ? 1e6 : 1 } },
    weightedSquares(
      "bent_cigar", aliases: ["cigar"], "one direction a million times flatter than all others",
      formula: "x1^2 + 10^6 sum_{i>1} x[i]^2", start: [1], domain: [-100...100], tags: [.illConditioned],
      source: "Liang, Qu, Suganthan and Hernandez-Diaz, CEC 2013 problem definitions, f3 without its bend"
    ) { n in (0..<n).map { $0 == 0 ? 1 : 1e6 } },
    weightedSquares(
      "sum_squares", aliases: ["axis_parallel_hyper_ellipsoid"], "squares weighted by their number",
      formula: "sum_i i x[i]^2", start: [1], domain: [-10...10], source: "Surjanovic and Bingham, SFU library"
    ) { n in ordinals(n) },
    weightedSquares(
      "rotated_hyper_ellipsoid", "sums of the first squares; not rotated, whatever its name says",
      formula: "sum_i sum_{j<=i} x[j]^2", start: [1], domain: [-65.536...65.536], source: "Surjanovic and Bingham, SFU library"
    ) { n in (0..<n).map { Double(n - $0) } },
    ProblemDeclaration(
      "schwefel_1_2", aliases: ["double_sum"], "squares of the sums of the first entries",
      formula: "sum_i (sum_{j<=i} x[j])^2", dimension: .any(default: 2), residuals: { x in [x.cumsum()] },
      start: [10, -5], domain: [-100...100], minimum: 0, at: [[0]], tags: [.convex],
      source: "Schwefel, Numerical Optimization of Computer Models (1981), problem 1.2"),
    ProblemDeclaration(
      "matyas", "a plate that slopes gently along the diagonal", formula: "0.26 (x1^2 + x2^2) - 0.48 x1 x2",
      value: { x in 0.26 * square(x).sum() - 0.48 * (x[0] * x[1]) },
      start: [5, -8], domain: [-10...10], minimum: 0, at: [[0]], tags: [.convex],
      source: "Hedar, test functions for unconstrained global optimization (2005)"),
    ProblemDeclaration(
      "trid", "neighbours couple; the minimizers grow with n",
      formula: "sum_i (x[i] - 1)^2 - sum_{i>1} x[i] x[i-1]", dimension: .any(default: 2, from: 2),
      value: { x in
        let n = x.count
        return square(x - 1).sum() - (x[1...] * x[..<(n - 1)]).sum()
      },
      start: [0], domain: .rule { n in [-Double(n * n)...Double(n * n)] },
      minimum: .rule { n in
        let n = Double(n)
        return -n * (n + 4) * (n - 1) / 6
      },
      at: [.rule { n in (1...n).map { Double($0 * (n + 1 - $0)) } }], tags: [.convex],
      source: "Neumaier's global optimization test problems (2003)"),
  ]

  /// Also among the problems of the reference traces, whose start it has.
  static let booth = ProblemDeclaration(
    "booth", "a convex quadratic with a narrow valley", formula: "(x1 + 2 x2 - 7)^2 + (2 x1 + x2 - 5)^2",
    residuals: { x in [x[0] + 2 * x[1] - 7, 2 * x[0] + x[1] - 5] },
    start: [0, -8], domain: [-10...10], minimum: 0, at: [[1, 3]], tags: [.convex], source: "Booth (1949)")

  /// sum_i w[i] x[i]^2
  private static func weightedSquares(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, start: EntryRule, domain: BoxRule,
    tags: [ProblemTag] = [], source: String, weights: @escaping @Sendable (_ n: Int) -> [Double]
  ) -> ProblemDeclaration {
    ProblemDeclaration(
      name, aliases: aliases, summary, formula: formula, dimension: .any(default: 2),
      form: { n in
        .sumOfSquares(
          { p in (p[0].graph.vector(weights(n)) * square(p[0])).sum() },
          residuals: { p in p[0].graph.vector(weights(n).map { $0.squareRoot() }) * p[0] })
      },
      start: start, domain: domain, minimum: 0, at: [[0]], tags: [.convex, .separable, .leastSquares] + tags, source: source)
  }

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
