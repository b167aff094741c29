import Numerics
import Testing

/// QR with scaled columns: what it says does not depend on the units of the columns.
@Suite struct ScaledQRTests {
  @Test("Least squares in units that differ by 10^±150", arguments: [1.0, 1e150, 1e-150])
  func units(_ unit: Double) throws {
    let a = Sample.matrix(9, 3), x = [0.5, -2, 3]
    let scaled = a.copy()
    for i in 0..<9 { scaled[i, 1] *= unit }
    let b = Vector(count: 9)
    multiply(a, Vector(x), into: b)
    let factors = ScaledQR(rows: 9, columns: 3)
    let c = Vector(count: 3), found = Vector(count: 3)
    #expect(factors.factor(scaled))
    factors.project(b, into: c)
    #expect(factors.solve(c, into: found))
    for j in 0..<3 { #expect(abs(found[j] * (j == 1 ? unit : 1) - x[j]) <= 1e-13 * abs(x[j])) }
  }

  @Test("Dependent columns are seen, and what is not finite")
  func refused() {
    let a = Matrix([[1, 2], [2, 4], [3, 6], [1, 2]])
    let factors = ScaledQR(rows: 4, columns: 2)
    #expect(factors.factor(a))
    #expect(!factors.solve(Vector([1, 1]), into: Vector(count: 2)))
    a[2, 1] = .nan
    #expect(!factors.factor(a))
    #expect(factors.factor(Matrix(rows: 4, columns: 2)) && factors.scales.values == [1, 1])
  }
}
