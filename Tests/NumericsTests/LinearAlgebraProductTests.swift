import Testing

@testable import Numerics

@Suite struct LinearAlgebraProductTests {
  static let shapes = [(0, 0), (0, 3), (3, 0), (1, 1), (2, 3), (7, 5), (8, 8), (9, 17), (64, 33), (70, 70)]

  @Test("a general product agrees with its definition for all four transpositions", arguments: shapes)
  func general(rows: Int, columns: Int) {
    let inner = 6
    let a = Sample.matrix(rows, inner), b = Sample.matrix(inner, columns, seed: 5)
    let expected = Sample.product(a, b)
    for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
      let c = Matrix(rows: rows, columns: columns)
      c.fill(.nan)
      multiply(ta ? a.transposed() : a, transposed: ta, tb ? b.transposed() : b, rightTransposed: tb, into: c)
      #expect(distance(c, expected) < 1e-13)
    }
  }

  @Test("the former content counts with its factor, and an empty sum is zero")
  func accumulation() {
    let a = Sample.matrix(4, 3), b = Sample.matrix(3, 5), c = Sample.matrix(4, 5, seed: 9)
    let expected = Sample.product(a, b)
    expected.scale(by: 2, adding: c, times: -0.5)
    multiply(a, b, into: c, alpha: 2, beta: -0.5)
    #expect(distance(c, expected) < 1e-14)

    let empty = Matrix(rows: 4, columns: 0)
    c.fill(.nan)
    multiply(empty, Matrix(rows: 0, columns: 5), into: c)
    #expect(c.values.allSatisfy { $0 == 0 })
    let y = Vector([1, 2, 3, 4])
    multiply(empty, Vector(count: 0), into: y, beta: 2)
    #expect(y.values == [2, 4, 6, 8])
  }

  @Test("a matrix times a vector, also transposed, agrees with its definition", arguments: shapes)
  func vectors(rows: Int, columns: Int) {
    let a = Sample.matrix(rows, columns), x = Sample.vector(columns), y = Sample.vector(rows, seed: 6)
    let forward = Vector(count: rows), backward = Vector(count: columns)
    forward.fill(.nan)
    backward.fill(.nan)
    multiply(a, x, into: forward)
    multiply(a, transposed: true, y, into: backward)
    #expect(distance(forward, Sample.product(a, x)) < 1e-13)
    #expect(distance(backward, Sample.product(a.transposed(), y)) < 1e-13)
  }

  @Test("X·Xᵀ and Xᵀ·X are the products and symmetric to the last bit", arguments: shapes)
  func grams(rows: Int, columns: Int) {
    let x = Sample.matrix(rows, columns)
    let outer = Matrix(rows: rows, columns: rows), inner = Matrix(rows: columns, columns: columns)
    outer.fill(.nan)
    inner.fill(.nan)
    multiplyByOwnTranspose(x, into: outer)
    multiplyByOwnTranspose(x, transposed: true, into: inner)
    #expect(distance(outer, Sample.product(x, x.transposed())) < 1e-12)
    #expect(distance(inner, Sample.product(x.transposed(), x)) < 1e-12)
    #expect(outer.asymmetry == 0 && inner.asymmetry == 0)
  }

  @Test("symmetric product and quadratic form", arguments: [0, 1, 2, 7, 64])
  func symmetric(order: Int) {
    let a = Sample.symmetric(order), x = Sample.vector(order), y = Vector(count: order)
    multiplySymmetric(a, x, into: y)
    let expected = Sample.product(a, x)
    #expect(distance(y, expected) < 1e-13)
    let form = zip(x.values, expected.values).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(quadraticForm(a, x) - form) < 1e-11)
  }

  @Test("a matrix on part of a vector writes there and nowhere else")
  func view() {
    let vector = Vector(Array(repeating: 7, count: 20))
    let matrix = Matrix(rows: 3, columns: 3, in: vector, at: 5)
    multiply(Matrix.identity(3), Matrix.identity(3), into: matrix)
    matrix.scale(by: 2)
    #expect(vector.values == Array(repeating: 7, count: 5) + [2, 0, 0, 0, 2, 0, 0, 0, 2] + Array(repeating: 7, count: 6))
  }

  @Test("the number of threads is one until told otherwise, and is given back")
  func threads() {
    LinearAlgebra.threads = 1
    #expect(LinearAlgebra.withThreads(2) { LinearAlgebra.threads } == 2)
    #expect(LinearAlgebra.threads == 1)
    LinearAlgebra.threads = -3
    #expect(LinearAlgebra.threads == 1)
  }
}
