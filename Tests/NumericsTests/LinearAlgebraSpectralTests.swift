import Testing

@testable import Numerics

@Suite struct LinearAlgebraSpectralTests {
  static let orders = [0, 1, 2, 7, 64, 200]
  static let shapes = [(0, 0), (0, 3), (3, 0), (1, 1), (2, 7), (7, 2), (64, 64), (200, 30), (30, 200)]

  @Test("eigenvectors: A·Q = Q·Λ, Qᵀ·Q = I, ascending, and eigenvalues alone", arguments: orders)
  func eigen(order: Int) {
    let a = Sample.symmetric(order), eigen = SymmetricEigen(order: order)
    #expect(eigen.factor(a))
    let q = eigen.vectors, values = eigen.values.values
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    let scaled = q.copy()
    for i in 0..<order { for k in 0..<order { scaled[i, k] *= values[k] } }
    #expect(distance(Sample.product(a, q), scaled) < 1e-12)
    #expect(distance(Sample.product(q.transposed(), q), .identity(order)) < 1e-13)
    #expect(eigen.rowVectors.values == q.transposed().values)
    #expect(eigen.factorValues(a))
    #expect(distance(eigen.values.values, values) < 1e-12)
  }

  @Test("singular values: U·Σ·Vᵀ = A, orthonormal factors, descending", arguments: shapes)
  func singularValues(rows: Int, columns: Int) {
    let a = Sample.matrix(rows, columns), svd = SVD(rows: rows, columns: columns)
    #expect(svd.factor(a))
    let again = Matrix(rows: rows, columns: columns)
    svd.recompose(into: again) { $0 }
    #expect(distance(again, a) < 1e-12)
    let rank = min(rows, columns), u = svd.left, vt = svd.rightTransposed
    #expect(distance(Sample.product(u.transposed(), u), .identity(rank)) < 1e-13)
    #expect(distance(Sample.product(vt, vt.transposed()), .identity(rank)) < 1e-13)
    let values = svd.values.values
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 } && values.allSatisfy { $0 >= 0 })
  }

  @Test("the pseudo-inverse satisfies Penrose's four conditions", arguments: [(1, 1), (7, 3), (3, 7), (6, 6)])
  func pseudoInverse(rows: Int, columns: Int) throws {
    for a in [Sample.matrix(rows, columns), Sample.product(Sample.matrix(rows, 1), Sample.matrix(1, columns))] {
      let p = try #require(a.pseudoInverse())
      let ap = Sample.product(a, p), pa = Sample.product(p, a)
      #expect(distance(Sample.product(ap, a), a) < 1e-11)
      #expect(distance(Sample.product(pa, p), p) < 1e-11)
      #expect(ap.asymmetry < 1e-11 && pa.asymmetry < 1e-11)
    }
    let zero = Matrix(rows: rows, columns: columns)
    #expect(zero.pseudoInverse()?.values.allSatisfy { $0 == 0 } == true)
  }

  @Test("Q·R = A with orthonormal columns in Q and nothing below the diagonal of R", arguments: shapes)
  func qr(rows: Int, columns: Int) {
    let a = Sample.matrix(rows, columns), qr = QR(rows: rows, columns: columns)
    #expect(qr.factor(a))
    #expect(distance(Sample.product(qr.q, qr.r), a) < 1e-12)
    #expect(distance(Sample.product(qr.q.transposed(), qr.q), .identity(min(rows, columns))) < 1e-13)
    for i in 0..<qr.r.rows { for j in 0..<min(i, columns) { #expect(qr.r[i, j] == 0) } }
  }

  @Test("decompositions refuse NaN and infinity and work again afterwards", arguments: [Double.nan, .infinity])
  func poison(value: Double) {
    let eigen = SymmetricEigen(order: 7), svd = SVD(rows: 7, columns: 7), qr = QR(rows: 7, columns: 7)
    let power = SymmetricPower(order: 7), result = Matrix(rows: 7, columns: 7)
    let good = Sample.symmetric(7), bad = good.copy()
    bad[5, 2] = value
    #expect(!eigen.factor(bad) && !eigen.factorValues(bad) && !svd.factor(bad) && !qr.factor(bad))
    #expect([eigen.failure, svd.failure, qr.failure] == [.nonFinite, .nonFinite, .nonFinite])
    #expect(MatrixPowerMethod.allCases.allSatisfy { !power.power(of: bad, -0.5, method: $0, into: result) })
    #expect(bad.pseudoInverse() == nil && bad.symmetricPower(2) == nil)
    #expect(eigen.factor(good) && svd.factor(good) && qr.factor(good))
  }

  @Test("powers of a positive definite matrix, by every method", arguments: MatrixPowerMethod.allCases)
  func powers(method: MatrixPowerMethod) throws {
    for order in [0, 1, 2, 7, 64] {
      let a = Sample.positiveDefinite(order), scale = max(1, a.largestMagnitude)
      let root = try #require(a.symmetricPower(0.5, method: method))
      #expect(distance(Sample.product(root, root), a) < 1e-13 * scale)
      let inverse = try #require(a.symmetricPower(-1, method: method))
      #expect(distance(Sample.product(inverse, a), .identity(order)) < 1e-12)
      let square = try #require(a.symmetricPower(2, method: method))
      #expect(distance(square, Sample.product(a, a)) < 1e-13 * scale * scale)
      let one = try #require(a.symmetricPower(0, method: method))
      #expect(distance(one, .identity(order)) < 1e-13)
    }
  }

  @Test("negative eigenvalues: their magnitude, the floor, or the sign kept, by method")
  func indefinite() throws {
    // Eigenvalues 3 on (1, 1) and −1 on (1, −1).
    let a = Matrix([[1, 2], [2, 1]])
    let byMagnitude = try #require(a.symmetricPower(1, method: .eighAbs))
    #expect(distance(byMagnitude, Matrix([[2, 1], [1, 2]])) < 1e-14)
    let floored = try #require(a.symmetricPower(1, method: .eigh))
    #expect(distance(floored, Matrix([[1.5, 1.5], [1.5, 1.5]])) < 1e-14)
    let signed = try #require(a.symmetricPower(1, method: .svd))
    #expect(distance(signed, a) < 1e-14)
    let evenPower = try #require(a.symmetricPower(2, method: .eigh))
    #expect(distance(evenPower, Matrix([[5, 4], [4, 5]])) < 1e-14)
  }

  @Test("negative powers of a singular matrix are large but finite", arguments: MatrixPowerMethod.allCases)
  func singular(method: MatrixPowerMethod) throws {
    let power = try #require(Matrix([[1, 1], [1, 1]]).symmetricPower(-0.5, method: method))
    #expect(power.isFinite && power.largestMagnitude > 1e7)
  }
}
