import Testing

@testable import Numerics

@Suite struct LinearAlgebraMatrixTests {
  @Test("transposition, for shapes within and across its tiles", arguments: [(1, 1), (2, 7), (33, 32), (65, 40)])
  func transposition(rows: Int, columns: Int) {
    let a = Sample.matrix(rows, columns)
    let b = a.transposed()
    for i in 0..<rows { for j in 0..<columns { #expect(b[j, i] == a[i, j]) } }
    #expect(b.transposed().values == a.values)
  }

  @Test("triangles are mirrored and averaged", arguments: [0, 1, 2, 7, 32, 33, 70])
  func triangles(order: Int) {
    let a = Sample.matrix(order, order)
    let lower = a.copy(), upper = a.copy(), mean = a.copy()
    lower.mirrorLowerTriangle()
    upper.mirrorUpperTriangle()
    mean.symmetrize()
    for i in 0..<order {
      for j in 0..<order {
        #expect(lower[i, j] == a[max(i, j), min(i, j)])
        #expect(upper[i, j] == a[min(i, j), max(i, j)])
        #expect(mean[i, j] == 0.5 * a[i, j] + 0.5 * a[j, i])
      }
    }
    #expect(mean.asymmetry == 0)
  }

  @Test("norms agree with their definitions", arguments: [(0, 0), (1, 1), (3, 9), (20, 7), (33, 33)])
  func norms(rows: Int, columns: Int) {
    let a = Sample.matrix(rows, columns)
    let indices = 0..<columns
    let rowSums = (0..<rows).map { i in indices.reduce(0) { $0 + abs(a[i, $1]) } }
    let columnSums = indices.map { j in (0..<rows).reduce(0) { $0 + abs(a[$1, j]) } }
    #expect(abs(a.maximumRowSum - (rowSums.max() ?? 0)) < 1e-13)
    #expect(abs(a.maximumColumnSum - (columnSums.max() ?? 0)) < 1e-13)
    let squares = a.values.reduce(0) { $0 + $1 * $1 }
    #expect(abs(a.frobeniusNorm - squares.squareRoot()) < 1e-13 * max(1, squares))
    #expect(a.largestMagnitude == (a.values.map(abs).max() ?? 0))
    #expect(abs(a.trace - (0..<min(rows, columns)).reduce(0) { $0 + a[$1, $1] }) < 1e-13)
  }

  @Test("the Frobenius norm neither overflows nor underflows",
    arguments: [1e300, 1e-300, 0x1p-1030, Double.leastNonzeroMagnitude])
  func extremeNorm(size: Double) {
    let a = Matrix([[3 * size, 4 * size], [0, 0]])
    #expect(abs(a.frobeniusNorm - 5 * size) <= 1e-15 * 5 * size)
    #expect(Matrix(rows: 2, columns: 2).frobeniusNorm == 0)
  }

  @Test("a NaN or an infinity anywhere is seen", arguments: [0, 1, 7, 8, 9, 34])
  func finiteness(position: Int) {
    let a = Sample.matrix(5, 7)
    #expect(a.isFinite)
    for value in [Double.nan, .infinity, -.infinity] {
      let bad = a.copy()
      bad.base[position] = value
      #expect(!bad.isFinite)
      #expect(!bad.frobeniusNorm.isFinite && !bad.maximumRowSum.isFinite && !bad.maximumColumnSum.isFinite)
      #expect(!bad.largestMagnitude.isFinite)
    }
  }

  static let orders = [1, 2, 3, 4, 5, 7, 8, 9, 12, 31, 64, 67]

  @Test("the rank-two update and its product agree with the formula", arguments: orders)
  func rankTwo(order: Int) {
    let h = Sample.symmetric(order), s = Sample.vector(order, seed: 7), w = Sample.vector(order, seed: 8)
    let v = Sample.vector(order, seed: 9), out = Vector(count: order)
    let expected = h.copy(), plain = h.copy()
    for i in 0..<order { for j in 0..<order { expected[i, j] += -0.3 * (s[i] * w[j] + w[i] * s[j]) } }
    h.symmetricRank2Update(alpha: -0.3, s, w, thenMultiply: v, into: out)
    plain.symmetricRank2Update(alpha: -0.3, s, w)
    #expect(distance(h, expected) < 1e-14)
    #expect(distance(out, Sample.product(expected, v)) < 1e-12)
    #expect(plain.values == h.values)
    #expect(h.asymmetry == 0)
  }

  @Test("the rank-one updates agree with the formula", arguments: orders)
  func rankOne(order: Int) {
    let h = Sample.symmetric(order), s = Sample.vector(order, seed: 7)
    let expected = h.copy()
    for i in 0..<order { for j in 0..<order { expected[i, j] += 0.7 * s[i] * s[j] } }
    h.symmetricRank1Update(alpha: 0.7, s)
    #expect(distance(h, expected) < 1e-14)
    #expect(h.asymmetry == 0)

    let a = Sample.matrix(order, order + 3), b = Sample.vector(order + 3, seed: 8)
    let general = a.copy()
    for i in 0..<order { for j in 0..<order + 3 { general[i, j] += -2 * s[i] * b[j] } }
    a.rank1Update(alpha: -2, s, b)
    #expect(distance(a, general) < 1e-14)
  }
}
