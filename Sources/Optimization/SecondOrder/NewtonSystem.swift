import Numerics

/// How a Newton system is solved.
struct NewtonOptions {
  var eigenvalues = EigenvalueOptions()
  /// Keep B⁻¹.
  var keepsInverse = false
  /// Solve by least squares of minimum norm.
  var usesLeastSquares = false
  /// B equals its transpose, so that one triangle stands for it everywhere.
  var isSymmetric = true
}

/// B x = b with the Hessian B (its damping included) of a second-order module, and B as an operator for trust regions.
///
/// Eigenvalue options make it B = Q diag(λ) Qᵀ. Otherwise solves go by B⁻¹ if it is kept, by least squares if asked for, else by
/// Cholesky of the lower triangle, LU where that is not positive definite, least squares where B is singular. Factorizations are
/// made at the first solve that needs them and serve until the next `begin`.
final class NewtonSystem: HessianOperator {
  private(set) var matrix = Matrix(rows: 0, columns: 0)
  private var options = NewtonOptions()
  private let name: String

  private enum Way {
    case unknown
    case factors, inverse, cholesky, lu, leastSquares
  }
  private var way = Way.unknown
  private var factors: EigenFactors?
  private var inverse = Matrix(rows: 0, columns: 0)
  private var cholesky: Cholesky?, lu: LUFactorization?, leastSquares: LeastSquares?
  /// For systems with an added diagonal.
  private var shifted = ShiftedSystem(order: 0)
  private var right = Vector(count: 0)

  /// `name` is the module's, for messages.
  init(_ name: String) { self.name = name }

  var order: Int { matrix.rows }

  /// B is this matrix from here on; it is not copied.
  func begin(_ matrix: Matrix, _ options: NewtonOptions) {
    if matrix.rows != self.matrix.rows {
      factors = nil
      cholesky = nil
      lu = nil
      leastSquares = nil
      right = Vector(count: matrix.rows)
    }
    self.matrix = matrix
    self.options = options
    way = .unknown
    shifted.forget()
  }

  // MARK: solving

  /// u ← B⁻¹ u
  func solve(_ u: Vector) throws {
    if way == .unknown { try choose(triangle: true) }
    right.assign(u)
    switch way {
    case .factors:
      factors?.factors.solve(right, into: u)
      return
    case .inverse:
      multiply(inverse, right, into: u)
      return
    case .cholesky: if cholesky?.solve(u) == true { return }
    case .lu: if lu?.solve(u) == true { return }
    case .leastSquares, .unknown: break
    }
    try solveLeastSquares(matrix, u)
  }

  /// u ← A⁺ right
  private func solveLeastSquares(_ a: Matrix, _ u: Vector) throws {
    let solver = leastSquares ?? LeastSquares(rows: order, columns: order)
    leastSquares = solver
    if solver.solve(a, right, into: u) { return }
    if !a.isFinite { throw RunEnd.diverged("the Hessian of \(name) is not finite") }
    u.fill(.nan)
  }

  /// Factors B; `triangle` allows Cholesky to take the lower triangle for the whole where they differ.
  private func choose(triangle: Bool) throws {
    if options.eigenvalues.isActive {
      let factors = self.factors ?? EigenFactors(order: order)
      self.factors = factors
      if factors.factor(matrix, options.eigenvalues) {
        if factors.factors.isEmpty { throw RunEnd.failed("\(name): no eigenvalue of the Hessian is left to solve with") }
        way = .factors
        return
      }
    } else if options.keepsInverse {
      if inverse.rows != order { inverse = Matrix(rows: order, columns: order) }
      if !options.usesLeastSquares {
        let lu = self.lu ?? LUFactorization(order: order)
        self.lu = lu
        if lu.factor(matrix), lu.inverse(into: inverse) {
          way = .inverse
          return
        }
      }
      guard let pseudo = matrix.pseudoInverse() else { throw RunEnd.diverged("the Hessian of \(name) is not finite") }
      inverse = pseudo
      way = .inverse
      return
    } else if options.usesLeastSquares {
      way = .leastSquares
      return
    }
    if options.isSymmetric || triangle {
      let cholesky = self.cholesky ?? Cholesky(order: order)
      self.cholesky = cholesky
      if cholesky.factor(matrix) {
        way = .cholesky
        return
      }
    }
    let lu = self.lu ?? LUFactorization(order: order)
    self.lu = lu
    way = lu.factor(matrix) ? .lu : .leastSquares
  }

  // MARK: the operator

  private var isFactored: Bool { options.eigenvalues.isActive }

  private func prepareFactors() throws -> SpectralFactors? {
    if way == .unknown { try choose(triangle: false) }
    return way == .factors ? factors?.factors : nil
  }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    if isFactored, let factors = try prepareFactors() {
      factors.product(v, into: out)
    } else if options.isSymmetric {
      multiplySymmetric(matrix, v, into: out)
    } else {
      multiply(matrix, v, into: out)
    }
    return true
  }

  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    if way == .unknown { try choose(triangle: false) }
    out.assign(b)
    try solve(out)
    return true
  }

  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    if isFactored, let factors = try prepareFactors() {
      if let d { return factors.solve(b, shift: lambda, diagonal: d, into: out) }
      factors.solve(b, shift: lambda, into: out)
      return true
    }
    if shifted.order != order { shifted = ShiftedSystem(order: order) }
    if shifted.solve(matrix, isSymmetric: options.isSymmetric, b, shift: lambda, diagonal: d, into: out) { return true }
    right.assign(b)
    try solveLeastSquares(shifted.sum(matrix, lambda, d), out)
    return true
  }

  func diagonal(into out: Vector) throws -> Bool {
    if isFactored, let factors = try prepareFactors() {
      factors.diagonal(into: out)
    } else {
      for i in 0..<order { out[i] = matrix[i, i] }
    }
    return true
  }
}
