import Testing

@testable import Numerics

@Suite struct LinearAlgebraSolveTests {
  static let orders = [0, 1, 2, 7, 64, 200]
  static let poison = [Double.nan, .infinity, -.infinity]

  @Test("Cholesky: A = L·Lᵀ, and all solves", arguments: orders)
  func cholesky(order: Int) {
    let a = Sample.positiveDefinite(order), cholesky = Cholesky(order: order)
    #expect(cholesky.factor(a) && cholesky.failure == nil)
    let scale = max(1, a.largestMagnitude)
    #expect(distance(Sample.product(cholesky.upper.transposed(), cholesky.upper), a) < 1e-14 * scale)

    let x = Sample.vector(order), b = Sample.product(a, x)
    let solved = Vector(count: order)
    #expect(cholesky.solve(b, into: solved))
    #expect(distance(solved, x) < 1e-12)
    let many = Sample.matrix(order, 3), right = Sample.product(a, many)
    #expect(cholesky.solve(right))
    #expect(distance(right, many) < 1e-12)
    let inverse = Matrix(rows: order, columns: order)
    #expect(cholesky.inverse(into: inverse))
    #expect(distance(Sample.product(a, inverse), .identity(order)) < 1e-12)
    #expect(inverse.asymmetry == 0)
  }

  @Test("Cholesky reads only the triangle it is told, adds the shift, and can be used again after a failure")
  func choleskyTriangles() {
    let a = Sample.positiveDefinite(7), lower = a.copy(), upper = a.copy(), cholesky = Cholesky(order: 7)
    for i in 0..<7 {
      for j in 0..<i {
        lower[j, i] = .nan
        upper[i, j] = .nan
      }
    }
    #expect(cholesky.factor(lower))
    let first = cholesky.upper.values
    #expect(!cholesky.factor(upper))
    #expect(cholesky.factor(upper, readingLower: false))
    #expect(cholesky.upper.values == first)
    #expect(cholesky.factor(lower, adding: 2.5))
    a.addToDiagonal(2.5)
    #expect(distance(Sample.product(cholesky.upper.transposed(), cholesky.upper), a) < 1e-13)
  }

  @Test("Cholesky names the first minor that is not positive, and refuses what is not finite")
  func choleskyFailures() {
    let cholesky = Cholesky(order: 3)
    #expect(!cholesky.factor(Matrix([[4, 2, 0], [2, 1, 0], [0, 0, 1]])))
    #expect(cholesky.failure == .notPositiveDefinite(order: 2))
    let b = Vector([1, 2, 3])
    #expect(!cholesky.solve(b) && cholesky.logDeterminant == nil)
    #expect(!cholesky.factor(Matrix(rows: 3, columns: 3)))
    #expect(cholesky.failure == .notPositiveDefinite(order: 1))
    for value in Self.poison {
      for (i, j) in [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)] {
        let a = Matrix.identity(3)
        a[i, j] = value
        #expect(!cholesky.factor(a))
        #expect(cholesky.failure != nil)
      }
    }
    #expect(cholesky.factor(.identity(3)))
    b[1] = .nan
    #expect(!cholesky.solve(b))
  }

  @Test("LU solves with A and Aᵀ, one and many right sides, and inverts", arguments: orders)
  func lu(order: Int) {
    let a = Sample.matrix(order, order), lu = LUFactorization(order: order)
    #expect(lu.factor(a) && lu.failure == nil)
    let x = Sample.vector(order), many = Sample.matrix(order, 3, seed: 8)
    for transposed in [false, true] {
      let matrix = transposed ? a.transposed() : a
      let b = Sample.product(matrix, x), right = Sample.product(matrix, many)
      #expect(lu.solve(b, transposed: transposed) && lu.solve(right, transposed: transposed))
      #expect(distance(b, x) < 1e-9)
      #expect(distance(right, many) < 1e-9)
    }
    let inverse = Matrix(rows: order, columns: order)
    #expect(lu.inverse(into: inverse))
    #expect(distance(Sample.product(a, inverse), .identity(order)) < 1e-10)
  }

  @Test("LU reports a zero pivot and input that is not finite")
  func luFailures() {
    let lu = LUFactorization(order: 3), b = Vector([1, 2, 3])
    #expect(!lu.solve(b))
    #expect(!lu.factor(Matrix([[1, 2, 0], [2, 4, 0], [0, 0, 1]])))
    #expect(lu.failure == .singular(pivot: 1) || lu.failure == .singular(pivot: 2))
    #expect(!lu.factor(Matrix(rows: 3, columns: 3)))
    #expect(lu.failure == .singular(pivot: 0))
    for value in Self.poison {
      let a = Sample.matrix(3, 3)
      a[2, 1] = value
      #expect(!lu.factor(a) && lu.failure == .nonFinite)
      #expect(a.solve(b) == nil && a.inverse() == nil)
    }
    #expect(lu.factor(Matrix(rows: 3, columns: 3), adding: 2))
    #expect(lu.solve(b) && b.values == [0.5, 1, 1.5])
    b[0] = .infinity
    #expect(!lu.solve(b))
  }

  @Test("determinants: of a permutation, and of one matrix by both factorizations")
  func determinants() {
    let lu = LUFactorization(order: 3), cholesky = Cholesky(order: 3)
    #expect(lu.factor(Matrix([[0, 2, 0], [3, 0, 0], [0, 0, -5]])))
    #expect(lu.logDeterminant?.sign == 1)
    #expect(abs((lu.logDeterminant?.logarithm ?? 0) - logarithm(30)) < 1e-15)
    let a = Sample.positiveDefinite(3)
    #expect(lu.factor(a) && cholesky.factor(a))
    #expect(abs((lu.logDeterminant?.logarithm ?? 0) - (cholesky.logDeterminant ?? 1)) < 1e-13)
  }

  @Test("least squares satisfies the normal equations", arguments: [(1, 1), (7, 2), (64, 7), (200, 20)])
  func leastSquares(rows: Int, columns: Int) {
    let a = Sample.matrix(rows, columns), b = Sample.vector(rows), x = Vector(count: columns)
    let solver = LeastSquares(rows: rows, columns: columns)
    #expect(solver.solve(a, b, into: x) && solver.rank == columns)
    let residual = b.copy()
    multiply(a, x, into: residual, alpha: -1, beta: 1)
    #expect(Sample.product(a.transposed(), residual).values.allSatisfy { abs($0) < 1e-11 })
  }

  @Test("without full rank, least squares gives the solution of least norm, that of the pseudo-inverse")
  func minimumNorm() throws {
    let wide = Sample.matrix(3, 8)
    let deficient = Sample.product(Sample.matrix(9, 2), Sample.matrix(2, 5, seed: 6))
    for (a, rank) in [(wide, 3), (deficient, 2)] {
      let b = Sample.matrix(a.rows, 4, seed: 9), x = Matrix(rows: a.columns, columns: 4)
      let solver = LeastSquares(rows: a.rows, columns: a.columns, rightSides: 4)
      #expect(solver.solve(a, b, into: x) && solver.rank == rank)
      let pseudo = try #require(a.pseudoInverse())
      #expect(distance(x, Sample.product(pseudo, b)) < 1e-12)
    }
  }

  @Test("least squares of empty and of poisoned systems")
  func leastSquaresEdges() {
    for (rows, columns) in [(0, 0), (0, 3), (3, 0)] {
      let x = Vector(Array(repeating: 5, count: columns))
      #expect(LeastSquares(rows: rows, columns: columns)
        .solve(Matrix(rows: rows, columns: columns), Sample.vector(rows), into: x))
      #expect(x.values.allSatisfy { $0 == 0 })
    }
    let solver = LeastSquares(rows: 4, columns: 2), x = Vector(count: 2)
    for value in Self.poison {
      let a = Sample.matrix(4, 2), b = Sample.vector(4)
      b[3] = value
      #expect(!solver.solve(a, b, into: x))
      a[3, 1] = value
      #expect(!solver.solve(a, Sample.vector(4), into: x) && solver.failure == .nonFinite)
    }
  }
}
