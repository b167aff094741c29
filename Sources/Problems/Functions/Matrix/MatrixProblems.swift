import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Problems whose unknowns are matrices: the dimension is their size n, and all are sums of squares or say so. Sources name the
// task; the data are this file's.

extension ProblemDeclaration {
  /// Unknowns that are matrices.
  public static let matrix =
    [
      matrixInverse(condition: 10), matrixSquareRoot(condition: 10), sylvester, procrustes, whitening(condition: 10), blockRayleigh,
      lowRank, matrixCompletion, cpDecomposition, deepLinear(condition: 10), autoencoder,
    ] + agreement.filter { $0.tags.contains(.matrix) }

  /// Sums of squares of the entries of matrices.
  init(
    matrix name: String, aliases: [String] = [], _ summary: String, formula: String, size: Dimension,
    tensors: @escaping @Sendable (_ n: Int) -> Tensors = { [("X", [$0, $0])] },
    residuals: @escaping @Sendable (_ n: Int) -> ObjectiveForm.Trace, start: @escaping @Sendable (_ n: Int) -> [Double],
    minimum: NumberRule? = 0, at minimizers: [@Sendable (_ n: Int) -> [Double]] = [], tags: [ProblemTag] = [], source: String,
    withCondition: (@Sendable (Double) -> ProblemDeclaration)? = nil
  ) {
    self.init(
      name, aliases: aliases, summary, formula: formula + ", |.| the Frobenius norm", dimension: size, tensors: tensors,
      form: { .residuals(residuals($0)) }, start: .sized(tensors, start), minimum: minimum,
      at: minimizers.map { .sized(tensors, $0) }, tags: [.matrix, .leastSquares] + tags, source: source, withCondition: withCondition)
  }

  private static func matrixInverse(condition: Double) -> ProblemDeclaration {
    ProblemDeclaration(
      matrix: "matrix_inverse", "the inverse of a symmetric matrix",
      formula: "|A X - I|^2, A n x n of condition number \(condition)", size: .any(default: 8),
      residuals: { n in
        let a = symmetric(geometric(n, condition: condition))
        return { p in matmul(p[0].graph.matrix(a), p[0]) - p[0].graph.identity(n) }
      },
      start: { [Double](repeating: 0, count: $0 * $0) },
      at: [{ symmetric(geometric($0, condition: condition).map { 1 / $0 }).values }], tags: [.convex],
      source: "the linear system A X = I", withCondition: { matrixInverse(condition: $0) })
  }

  private static func matrixSquareRoot(condition: Double) -> ProblemDeclaration {
    ProblemDeclaration(
      matrix: "matrix_sqrt", aliases: ["matrix_square_root"], "the square root of a positive definite matrix",
      formula: "|X X - A|^2, A n x n of condition number \(condition)", size: .any(default: 8),
      residuals: { n in
        let a = symmetric(geometric(n, condition: condition))
        return { p in matmul(p[0], p[0]) - p[0].graph.matrix(a) }
      },
      start: { Matrix.identity($0).values },
      at: [
        { symmetric(geometric($0, condition: condition).map { $0.squareRoot() }).values },
        { symmetric(geometric($0, condition: condition).map { -$0.squareRoot() }).values },
      ],
      source: "Higham, Functions of Matrices (2008), chapter 6", withCondition: { matrixSquareRoot(condition: $0) })
  }

  private static let sylvester: ProblemDeclaration = {
    /// A = S diag(1…2) S, B = Cᵀ diag(1…3) C
    @Sendable func coefficients(_ n: Int) -> (a: Matrix, b: Matrix) {
      let c = cosineMatrix(n)
      return (
        symmetric((0..<n).map { 1 + Double($0) / Double(n) }),
        spectral(c.transposed(), (0..<n).map { 1 + 2 * Double($0) / Double(n) }, c)
      )
    }
    @Sendable func solution(_ n: Int) -> Matrix { Problems.matrix(n, n) { sin(1 + 2 * Double($0) + 0.7 * Double($1)) } }
    return ProblemDeclaration(
      matrix: "sylvester", "Sylvester's equation", formula: "|A X + X B - C|^2, all n x n", size: .any(default: 8),
      residuals: { n in
        let (a, b) = coefficients(n)
        let x = solution(n)
        let (ax, xb) = (product(a, x), product(x, b))
        let c = Problems.matrix(n, n) { ax[$0, $1] + xb[$0, $1] }
        return { p in
          let graph = p[0].graph
          return matmul(graph.matrix(a), p[0]) + matmul(p[0], graph.matrix(b)) - graph.matrix(c)
        }
      },
      start: { [Double](repeating: 0, count: $0 * $0) }, at: [{ solution($0).values }], tags: [.convex],
      source: "Sylvester, C. R. Acad. Sci. 99 (1884)")
  }()

  /// Rotations by angles of tangents k in the planes of the sine matrix are the Cayley transforms of skew matrices with entries ±k.
  private static let procrustes: ProblemDeclaration = {
    @Sendable func tangent(_ plane: Int, _ n: Int) -> Double { 0.2 + 0.5 * Double(plane) / Double(n) }
    /// S · blocks · S, each block [[a, −b], [b, a]] of a plane; what is left of an odd n is `single`.
    @Sendable func planes(_ n: Int, single: Double, _ block: (_ k: Double) -> (a: Double, b: Double)) -> Matrix {
      let middle = Matrix(rows: n, columns: n)
      for first in stride(from: 0, to: n - 1, by: 2) {
        let (a, b) = block(tangent(first / 2, n))
        middle[first, first] = a
        middle[first + 1, first + 1] = a
        middle[first, first + 1] = -b
        middle[first + 1, first] = b
      }
      if n % 2 == 1 { middle[n - 1, n - 1] = single }
      let s = sineMatrix(n)
      return product(product(s, middle), s)
    }
    return ProblemDeclaration(
      matrix: "procrustes", "the rotation that brings one set of points onto another",
      formula: "|A Q - B|^2, Q = (I + K)^-1 (I - K) with K = X - X', A and B n x n", size: .any(default: 6, from: 2),
      residuals: { n in
        let a = spectral(sineMatrix(n), geometric(n, condition: 4), cosineMatrix(n))
        let b = product(a, planes(n, single: 1) { k in ((1 - k * k) / (1 + k * k), 2 * k / (1 + k * k)) })
        return { p in
          let graph = p[0].graph
          let skew = p[0] - p[0].transpose()
          let identity = graph.identity(n)
          return matmul(graph.matrix(a), solve(identity + skew, identity - skew)) - graph.matrix(b)
        }
      },
      start: { [Double](repeating: 0, count: $0 * $0) },
      at: [{ n in planes(n, single: 0) { k in (0, -k / 2) }.values }],
      source: "Schoenemann, Psychometrika 31 (1966); Cayley's transform instead of the constraint Q'Q = I")
  }()

  private static func whitening(condition: Double) -> ProblemDeclaration {
    ProblemDeclaration(
      matrix: "whitening", "a map that makes correlated data uncorrelated",
      formula: "|X A X' - I|^2, A the n x n covariance, of condition number \(condition)", size: .any(default: 8),
      residuals: { n in
        let a = symmetric(geometric(n, condition: condition))
        return { p in matmul(matmul(p[0], p[0].graph.matrix(a)), p[0].transpose()) - p[0].graph.identity(n) }
      },
      start: { Matrix.identity($0).values }, at: [{ symmetric(geometric($0, condition: condition).map { 1 / $0.squareRoot() }).values }],
      source: "Kessy, Lewin and Strimmer, The American Statistician 72 (2018)", withCondition: { whitening(condition: $0) })
  }

  private static let blockRayleigh: ProblemDeclaration = {
    let tensors: @Sendable (Int) -> Tensors = { [("X", [$0, 2])] }
    // Eigenvalues 4 and 2, then from 1 downwards.
    @Sendable func eigenvalues(_ n: Int) -> [Double] { [4, 2] + (0..<(n - 2)).map { 1 - Double($0) / Double(n) } }
    return ProblemDeclaration(
      "block_rayleigh", aliases: ["leading_eigenvectors"], "the plane of the two leading eigenvectors",
      formula: "-trace((X'X)^-1 X'A X), A n x n symmetric, X n x 2", dimension: .any(default: 8, from: 3), tensors: tensors,
      form: { n in
        let a = symmetric(eigenvalues(n))
        return .value { p in
          let x = p[0]
          let xt = x.transpose()
          return -1 * solve(matmul(xt, x), matmul(xt, matmul(x.graph.matrix(a), x))).trace()
        }
      },
      start: .sized(tensors) { n in (0..<(2 * n)).map { cos(3 + 0.9 * Double($0)) } }, minimum: -6,
      at: [
        .sized(tensors) { n in
          let s = sineMatrix(n)
          return Problems.matrix(n, 2) { s[$0, $1] }.values
        }
      ],
      tags: [.matrix], source: "Absil, Mahony and Sepulchre, Optimization Algorithms on Matrix Manifolds (2008), section 2.1")
  }()
}
