import Numerics

/// How a matrix is made orthogonal.
public enum OrthogonalizeMethod: String, WordSetting {
  /// Five steps of a quintic iteration: singular values within 3 % of 1.
  case newtonschulz
  /// The same under its other name.
  case ns5
  /// Ten steps of the quintic iteration that is optimal for singular values from 0.001 on.
  case polarExpress = "polar_express"
  /// The polar factor itself, from singular vectors.
  case svd
  /// The orthonormal factor of a QR factorization, which is not the polar factor.
  case qr
  /// The polar factor of a symmetric matrix, from eigenvectors.
  case eigh
}

/// The (approximate) orthogonal polar factor UVᵀ of matrices USVᵀ of one shape, with work space for it.
final class PolarFactor {
  let rows, columns: Int
  let method: OrthogonalizeMethod
  /// What is to be made orthogonal, and after `orthogonalize` is.
  private(set) var x: Matrix
  /// Which of a square matrix and its transpose the QR method factors.
  private let transposesSquare: Bool
  private var y: Matrix
  // XXᵀ or XᵀX, whichever is smaller, and its polynomial.
  private lazy var gram = Matrix(rows: min(rows, columns), columns: min(rows, columns))
  private lazy var polynomial = Matrix(rows: gram.rows, columns: gram.rows)
  private lazy var svd = SVD(rows: rows, columns: columns)
  private lazy var qr = QR(rows: max(rows, columns), columns: min(rows, columns))
  private lazy var eigen = SymmetricEigen(order: rows)

  init(rows: Int, columns: Int, method: OrthogonalizeMethod, transposesSquare: Bool) {
    self.rows = rows
    self.columns = columns
    self.method = method
    self.transposesSquare = transposesSquare
    x = Matrix(rows: rows, columns: columns)
    y = Matrix(rows: rows, columns: columns)
  }

  func serves(_ slices: MatrixSlices) -> Bool { rows == slices.rows && columns == slices.columns }

  /// x ← its orthogonal factor; what is not finite becomes NaN.
  func orthogonalize(name: String) throws {
    guard x.isFinite else { return x.fill(.nan) }
    switch method {
    case .newtonschulz, .ns5:
      x.scale(by: 1 / max(x.frobeniusNorm, .leastNormalMagnitude))
      for c in PolarFactor.newtonSchulz { iterate(c) }
    case .polarExpress:
      x.scale(by: 1 / (1.01 * x.frobeniusNorm + 1e-7))
      for c in PolarFactor.polarExpress { iterate(c) }
    case .svd: try bySingularVectors(name)
    case .qr: byQR()
    case .eigh: try byEigenvectors(name)
    }
  }

  /// X ← aX + (bA + cA²)X with A = XXᵀ, or X(bA + cA²) with A = XᵀX where that is smaller: singular values s go to
  /// as + bs³ + cs⁵. Both A and A² are symmetric, so that each takes half a product.
  private func iterate(_ k: (a: Double, b: Double, c: Double)) {
    let isTall = rows > columns
    multiplyByOwnTranspose(x, transposed: isTall, into: gram)
    polynomial.assign(gram)
    multiplyByOwnTranspose(gram, into: polynomial, alpha: k.c, beta: k.b)
    polynomial.addToDiagonal(k.a)
    if isTall { multiply(x, polynomial, into: y) } else { multiply(polynomial, x, into: y) }
    swap(&x, &y)
  }

  private func bySingularVectors(_ name: String) throws {
    guard svd.factor(x) else { throw RunEnd.failed("the singular value decomposition of \(name) did not converge") }
    // Directions that u has no part in get none, instead of whatever vectors the decomposition fills up with.
    let cut = Double(max(rows, columns)) * .ulpOfOne * svd.values[0]
    svd.recompose(into: x) { $0 > cut ? 1 : 0 }
  }

  private func byQR() {
    if rows > columns || (rows == columns && !transposesSquare) {
      if qr.factor(x) { x.assign(qr.q) }
    } else {
      let transposed = rows == columns ? y : x.transposed()
      if rows == columns { transposed.assignTransposed(x) }
      if qr.factor(transposed) { x.assignTransposed(qr.q) }
    }
  }

  private func byEigenvectors(_ name: String) throws {
    guard x.asymmetry <= 1e-8 * x.largestMagnitude else {
      throw RunEnd.failed("orthogonalize(method=\"eigh\") needs symmetric matrices, which the update of \(name) is not; use \"svd\"")
    }
    x.symmetrize()
    guard eigen.factor(x) else { throw RunEnd.failed("the eigenvalues of \(name) did not converge") }
    let cut = Double(rows) * .ulpOfOne * max(abs(eigen.values[0]), abs(eigen.values[rows - 1]))
    for k in 0..<rows {
      let λ = eigen.values[k], sign = λ > cut ? 1.0 : λ < -cut ? -1.0 : 0.0
      let from = eigen.rowVectors.row(k), to = y.row(k)
      for j in 0..<rows { to[j] = sign * from[j] }
    }
    multiply(eigen.vectors, y, into: x)
  }

  /// Coefficients by Y. Jiacheng for five steps.
  private static let newtonSchulz: [(a: Double, b: Double, c: Double)] = [
    (4.0848, -6.8946, 2.9270), (3.9505, -6.3029, 2.6377), (3.7418, -5.5913, 2.3037), (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
  ]

  /// Amsel, Persson, Musco and Gower, The Polar Express, 2025, with their safety factor of 1.01; then the classical quintic.
  private static let polarExpress: [(a: Double, b: Double, c: Double)] = {
    let optimal: [(Double, Double, Double)] = [
      (8.28721201814563, -23.595886519098837, 17.300387312530933), (4.107059111542203, -2.9478499167379106, 0.5448431082926601),
      (3.9486908534822946, -2.908902115962949, 0.5518191394370137), (3.3184196573706015, -2.488488024314874, 0.51004894012372),
      (2.300652019954817, -1.6689039845747493, 0.4188073119525673), (1.891301407787398, -1.2679958271945868, 0.37680408948524835),
      (1.8750014808534479, -1.2500016453999487, 0.3750001645474248),
    ]
    let safety = 1.01
    let safe = optimal.map { a, b, c in (a / safety, b / (safety * safety * safety), c / (safety * safety * safety * safety * safety)) }
    return safe + Array(repeating: (1.875, -1.25, 0.375), count: 3)
  }()
}
