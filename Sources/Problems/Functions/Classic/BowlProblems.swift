import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// One minimum each, and no quadratic: flat or kinked at the bottom, or steep far out.

extension ProblemDeclaration {
  static let classicBowls: [ProblemDeclaration] = [
    ProblemDeclaration(
      "chung_reynolds", "the square of the sum of squares; its Hessian vanishes at the minimum",
      formula: "(sum_i x[i]^2)^2", dimension: .any(default: 2), value: { x in square(square(x).sum()) },
      start: [10, -5], domain: [-100...100], minimum: 0, at: [[0]], tags: [.convex],
      source: "Chung and Reynolds, Int. J. Artif. Intell. Tools 7 (1998)"),
    ProblemDeclaration(
      "quartic", aliases: ["dejong4"], "weighted fourth powers; De Jong's noise is left to --noise", formula: "sum_i i x[i]^4",
      dimension: .any(default: 2),
      residuals: { x in [x.graph.vector(ordinals(x.count).map { $0.squareRoot() }) * square(x)] },
      start: [1, -0.8], domain: [-1.28...1.28], minimum: 0, at: [[0]], tags: [.convex, .separable],
      source: "De Jong's thesis (1975), F4 without noise"),
    ProblemDeclaration(
      "sum_of_powers", aliases: ["sum_of_different_powers"], "each entry flatter than the one before",
      formula: "sum_i |x[i]|^(i+1)", dimension: .any(default: 2),
      value: { x in
        let n = x.count
        // The first power is a plain square: |x|^2 has no second derivative at 0 where it is written so.
        if n == 1 { return square(x).sum() }
        let exponents = x.graph.vector((2...n).map { Double($0 + 1) })
        let size: Expression = abs(x[1...])
        return square(x[0]) + pow(size, exponents).sum()
      },
      start: [0.8, -0.5], domain: [-1...1], minimum: 0, at: [[0]], tags: [.convex, .separable],
      source: "Surjanovic and Bingham, SFU library"),
    ProblemDeclaration(
      "zakharov", "a plate with a steep quartic ridge across it",
      formula: "sum_i x[i]^2 + s^2 + s^4, s = sum_i 0.5 i x[i]", dimension: .any(default: 2),
      residuals: { x in
        let s = dot(x.graph.vector(ordinals(x.count).map { 0.5 * $0 }), x)
        return [x, s, square(s)]
      },
      start: [4, -3], domain: [-5...10], minimum: 0, at: [[0]], tags: [.convex], source: "Surjanovic and Bingham, SFU library"),
    ProblemDeclaration(
      "brown", "neighbours are each other's exponents",
      formula: "sum_{i<n} (x[i]^2)^(x[i+1]^2 + 1) + (x[i+1]^2)^(x[i]^2 + 1)", dimension: .any(default: 2, from: 2),
      value: { x in
        let (a, b) = (square(x[..<(x.count - 1)]), square(x[1...]))
        return (poweredByOneMore(a, b) + poweredByOneMore(b, a)).sum()
      },
      start: [2, -0.5], domain: [-1...4], minimum: 0, at: [[0]], source: "Begambre and Laier, Adv. Eng. Softw. 40 (2009)"),
    ProblemDeclaration(
      "brent", "a paraboloid with a bump beside it", formula: "(x1 + 10)^2 + (x2 + 10)^2 + exp(-x1^2 - x2^2)",
      residuals: { x in [x + 10, exp(-0.5 * square(x).sum())] },
      start: [3, 2], domain: [-10...10], minimum: .constant(exp(-200.0)), at: [[-10]],
      source: "Jamil and Yang, a literature survey of benchmark functions (2013)"),
    ProblemDeclaration(
      "exponential", "a bell turned upside down", formula: "-exp(-0.5 sum_i x[i]^2)", dimension: .any(default: 2),
      value: { x in -exp(-0.5 * square(x).sum()) },
      start: [0.8, -0.5], domain: [-1...1], minimum: -1, at: [[0]],
      source: "Rahnamayan, Tizhoosh and Salama, Comput. Math. Appl. 53 (2007)"),
    ProblemDeclaration(
      "schwefel_2_20", aliases: ["sum_of_absolute_values"], "the 1-norm", formula: "sum_i |x[i]|", dimension: .any(default: 2),
      value: { x in abs(x).sum() },
      start: [10, -5], domain: [-100...100], minimum: 0, at: [[0]], tags: [.convex, .nonsmooth, .separable],
      source: "Schwefel, Numerical Optimization of Computer Models (1981), problem 2.20"),
    ProblemDeclaration(
      "schwefel_2_21", aliases: ["max_of_absolute_values"], "the maximum norm", formula: "max_i |x[i]|", dimension: .any(default: 2),
      value: { x in abs(x).max() },
      start: [10, -5], domain: [-100...100], minimum: 0, at: [[0]], tags: [.convex, .nonsmooth],
      source: "Schwefel, Numerical Optimization of Computer Models (1981), problem 2.21"),
    ProblemDeclaration(
      "schwefel_2_22", "the 1-norm and the product of its terms", formula: "sum_i |x[i]| + prod_i |x[i]|",
      dimension: .any(default: 2),
      value: { x in
        let size: Expression = abs(x)
        return size.sum() + size.prod()
      },
      start: [5, -3], domain: [-10...10], minimum: 0, at: [[0]], tags: [.nonsmooth],
      source: "Schwefel, Numerical Optimization of Computer Models (1981), problem 2.22"),
  ]
}

/// a^(b + 1) of squares a and b, with the derivatives that it has at a = 0: there it is a itself where b is 0, and vanishes to
/// second order in √a where b is positive.
private func poweredByOneMore(_ a: Expression, _ b: Expression) -> Expression {
  let isZero = a .== 0
  return select(isZero, (b .== 0) * a, pow(select(isZero, 1, a), b + 1))
}
