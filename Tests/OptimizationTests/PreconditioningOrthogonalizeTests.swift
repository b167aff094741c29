import Numerics
import Testing

@testable import Optimization

@Suite struct OrthogonalizeTests {
  private func orthogonalized(_ settings: String, _ u: Matrix) throws -> Matrix {
    let update = try GivenGradients.updates("orthogonalize(\(settings))", [[u.rows, u.columns]], [u.values])[0]
    return Matrix(u.rows, u.columns, update)
  }

  private static let shapes = [(6, 6), (9, 5), (4, 11), (2, 2), (2, 30)]

  /// UVᵀ = (uuᵀ)^(−1/2)·u or u·(uᵀu)^(−1/2)
  private func polarFactor(_ u: Matrix) throws -> Matrix {
    if u.rows <= u.columns { return try (u * u.transposed()).symmetricPower(-0.5).unwrapped() * u }
    return u * (try (u.transposed() * u).symmetricPower(-0.5).unwrapped())
  }

  @Test("svd and polar_express give the polar factor, to rounding and to the accuracy of ten steps", arguments: shapes)
  func polar(_ rows: Int, _ columns: Int) throws {
    let n = min(rows, columns)
    let u = Matrix.withSingularValues((0..<n).map { 3 / Double(1 + 2 * $0) }, rows, columns, seed: 1)
    let polar = try polarFactor(u)
    #expect(distance(try orthogonalized("method=\"svd\"", u).values, polar.values) < 1e-12)
    #expect(distance(try orthogonalized("method=\"polar_express\"", u).values, polar.values) < 1e-9)
  }

  @Test("The five Newton–Schulz steps bring relative singular values from 0.01 on to [0.978, 1.032], and keep the directions",
    arguments: shapes)
  func newtonSchulz(_ rows: Int, _ columns: Int) throws {
    let n = min(rows, columns)
    // The norm of all together is what the iteration starts from.
    var s = (0..<n).map { $0 == n - 1 ? 0.011 : 1 / Double(1 + $0) }
    let norm = s.reduce(0) { $0 + $1 * $1 }.squareRoot()
    s = s.map { $0 * max(1, norm) }
    let u = Matrix.withSingularValues(s, rows, columns, seed: 3)
    let x = try orthogonalized("", u)
    for value in x.singularValues { #expect(value > 0.977 && value < 1.033) }
    #expect(distance(x.values, try orthogonalized("method=ns5", u).values) == 0)
    // Same singular vectors: uᵀx is symmetric and positive definite.
    #expect((u.transposed() * x).asymmetry < 1e-12)
    #expect(distance(x.values, try polarFactor(u).values) < 0.04)
  }

  @Test("Polar Express reaches 1 from relative singular values of 0.001") func polarExpressRange() throws {
    let u = Matrix.withSingularValues([1, 0.1, 0.0011], 5, 3, seed: 5)
    for value in try orthogonalized("method=\"polar_express\"", u).singularValues { #expect(abs(value - 1) < 1e-6) }
  }

  @Test("Directions without a part in u get none; zero stays zero") func rankDeficient() throws {
    let u = Matrix.withSingularValues([2, 0.5], 7, 5, seed: 7)
    let values = try orthogonalized("method=\"svd\"", u).singularValues
    #expect(distance(values, [1, 1, 0, 0, 0]) < 1e-12)
    for method in ["svd", "newtonschulz", "polar_express", "eigh"] {
      let zero = try orthogonalized("method=\"\(method)\"", Matrix(rows: 3, columns: 3))
      #expect(zero.values.allSatisfy { $0 == 0 }, "\(method)")
    }
  }

  @Test("qr: orthonormal, and the same column (or row) space") func qr() throws {
    for (rows, columns) in [(6, 4), (4, 6), (5, 5)] {
      let u = Matrix(rows, columns, normals(rows * columns, seed: 9))
      let x = try orthogonalized("method=\"qr\"", u)
      for value in x.singularValues { #expect(abs(value - 1) < 1e-13) }
      // u = x·xᵀ·u, or u·xᵀ·x for wide ones
      let again = rows >= columns ? x * x.transposed() * u : u * x.transposed() * x
      #expect(distance(again.values, u.values) < 1e-12)
    }
    // A square matrix: the rows of the transpose's factor with channel_first, else the columns of its own.
    let u = Matrix(3, 3, normals(9, seed: 10))
    #expect(abs((try orthogonalized("method=\"qr\"", u) * u.transposed())[1, 0]) < 1e-13)
    let own = try orthogonalized("method=\"qr\", channel_first=false", u)
    #expect(abs((own.transposed() * u)[1, 0]) < 1e-13)
  }

  @Test("eigh: Q·sign(Λ)·Qᵀ of a symmetric matrix; other input is refused in words") func eigh() throws {
    let q = Matrix.orthonormal(4, 4, seed: 11)
    let u = q * Matrix.diagonal(Vector([3, -2, 0.5, -0.1])) * q.transposed()
    u.symmetrize()
    let want = q * Matrix.diagonal(Vector([1, -1, 1, -1])) * q.transposed()
    #expect(distance(try orthogonalized("method=\"eigh\"", u).values, want.values) < 1e-13)
    #expect(throws: RequirementError.self) { try orthogonalized("method=\"eigh\"", Matrix(2, 3, normals(6, seed: 1))) }
    #expect(throws: RunEnd.self) { try orthogonalized("method=\"eigh\"", Matrix(3, 3, normals(9, seed: 1))) }
  }

  @Test("Further axes are batches, on either side") func batches() throws {
    let slices = (0..<6).map { Matrix(4, 3, normals(12, seed: 20 + UInt64($0))) }
    let alone = try slices.map { try orthogonalized("", $0) }
    var first = Array(repeating: 0.0, count: 72), last = first, firstWant = first, lastWant = first
    for (b, (u, x)) in zip(slices, alone).enumerated() {
      for i in 0..<12 {
        first[i * 6 + b] = u.values[i]
        last[b * 12 + i] = u.values[i]
        firstWant[i * 6 + b] = x.values[i]
        lastWant[b * 12 + i] = x.values[i]
      }
    }
    #expect(distance(try GivenGradients.updates("orthogonalize", [[4, 3, 2, 3]], [first])[0], firstWant) < 1e-14)
    #expect(
      distance(try GivenGradients.updates("orthogonalize(channel_first=false)", [[2, 3, 4, 3]], [last])[0], lastWant) < 1e-14)
  }

  @Test("Scalars, vectors and one-row matrices pass unchanged") func noMatrices() throws {
    let u = normals(1 + 3 + 4 + 4 + 6, seed: 30)
    let shapes = [[], [3], [1, 4], [4, 1], [1, 3, 2]]
    for chain in ["orthogonalize", "orthogonalize(adjust_lr=true)", "dualnormcorrection", "muonadjustlr"] {
      #expect(try GivenGradients.updates(chain, shapes, [u])[0] == u)
    }
    // The last two axes of the last tensor are a matrix.
    #expect(try GivenGradients.updates("orthogonalize(channel_first=false)", shapes, [u])[0] != u)
  }

  @Test("Both scalings, within and as modules") func scalings() throws {
    let u = Matrix(5, 3, normals(15, seed: 31))
    let x = try orthogonalized("", u)
    let size = 0.2 * 5.0.squareRoot(), inner = zip(u.values, x.values).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(distance(try orthogonalized("adjust_lr=true", u).values, x.values.map { size * $0 }) < 1e-14)
    #expect(distance(try orthogonalized("dual_norm_correction=true", u).values, x.values.map { inner * $0 }) < 1e-13)
    let modules = try GivenGradients.updates("orthogonalize | dualnormcorrection | muonadjustlr(alpha=3)", [[5, 3]], [u.values])[0]
    #expect(distance(modules, x.values.map { 3 * size * inner * $0 }) < 1e-12)
  }

  @Test("A NaN is reported with the module's name, not passed to LAPACK") func notFinite() throws {
    var u = normals(9, seed: 32)
    u[4] = .nan
    for method in ["newtonschulz", "polar_express", "svd", "qr", "eigh"] {
      #expect(throws: RunEnd.self) {
        _ = try GivenGradients.updates("orthogonalize(method=\"\(method)\") | lr(1)", [[3, 3]], [u])
      }
    }
  }
}
