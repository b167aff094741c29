import Numerics

/// B = JᵀJ of a Jacobian J (m × n), as systems and as an operator for trust regions.
///
/// With m ≥ n systems are solved with JᵀJ, with m < n by the smaller JJᵀ: (JᵀJ)⁺ = Jᵀ((JJᵀ)⁺)²J, and by the matrix inversion
/// lemma (JᵀJ + λI)⁻¹b = (b − Jᵀ(JJᵀ + λI)⁻¹Jb)/λ. Products never form either.
final class GaussNewtonSystem: HessianOperator {
  private(set) var jacobian = Matrix(rows: 0, columns: 0)
  /// JᵀJ, JJᵀ, and J diag(d)⁻¹ Jᵀ.
  private let normal = NewtonSystem("gaussnewton"), outer = NewtonSystem("gaussnewton"), scaled = NewtonSystem("gaussnewton")
  private var normalMatrix = Matrix(rows: 0, columns: 0), outerMatrix = Matrix(rows: 0, columns: 0)
  private var scaledJacobian = Matrix(rows: 0, columns: 0), scaledMatrix = Matrix(rows: 0, columns: 0)
  private var hasNormal = false, hasOuter = false
  private var image = Vector(count: 0), work = Vector(count: 0), right = Vector(count: 0)
  private var factors: ScaledQR?, minimumNorm: LeastSquares?

  private var m: Int { jacobian.rows }
  private var n: Int { jacobian.columns }
  private var isWide: Bool { m < n }

  /// J is this matrix from here on; it is not copied.
  func begin(_ jacobian: Matrix) {
    self.jacobian = jacobian
    hasNormal = false
    hasOuter = false
    if image.count != m {
      image = Vector(count: m)
      work = Vector(count: m)
    }
    if right.count != n { right = Vector(count: n) }
  }

  private func formNormal() throws {
    if hasNormal { return }
    if normalMatrix.rows != n { normalMatrix = try squareMatrix(n, for: "gaussnewton") }
    multiplyByOwnTranspose(jacobian, transposed: true, into: normalMatrix)
    normal.begin(normalMatrix, NewtonOptions())
    hasNormal = true
  }

  private func formOuter() throws {
    if hasOuter { return }
    if outerMatrix.rows != m { outerMatrix = try squareMatrix(m, for: "gaussnewton") }
    multiplyByOwnTranspose(jacobian, into: outerMatrix)
    outer.begin(outerMatrix, NewtonOptions())
    hasOuter = true
  }

  /// u ← (JᵀJ + reg·I)⁻¹ u
  func solveNormal(_ u: Vector, reg: Double) throws {
    right.assign(u)
    if reg == 0 {
      _ = try solve(right, into: u)
    } else {
      try formNormal()
      _ = try normal.solve(right, shift: reg, diagonal: nil, into: u)
    }
  }

  /// out ← the minimizer of ‖J·out − r‖, by QR with scaled columns; of least norm where the columns depend on one another.
  func leastSquares(_ r: Vector, into out: Vector) throws {
    if !isWide {
      let factors = self.factors.flatMap { $0.rows == m && $0.columns == n ? $0 : nil } ?? ScaledQR(rows: m, columns: n)
      self.factors = factors
      guard factors.factor(jacobian) else { throw RunEnd.diverged("the Jacobian of gaussnewton is not finite") }
      factors.project(r, into: right)
      if factors.solve(right, into: out) { return }
    }
    let solver = minimumNorm.flatMap { $0.rows == m && $0.columns == n ? $0 : nil } ?? LeastSquares(rows: m, columns: n)
    minimumNorm = solver
    guard solver.solve(jacobian, r, into: out) else { throw RunEnd.diverged("the Jacobian of gaussnewton is not finite") }
  }

  /// out ← Jᵀ(JJᵀ + reg·I)⁻¹ r
  func leastNorm(_ r: Vector, reg: Double, into out: Vector) throws {
    try formOuter()
    if reg == 0 {
      _ = try outer.solve(r, into: image)
    } else {
      _ = try outer.solve(r, shift: reg, diagonal: nil, into: image)
    }
    multiply(jacobian, transposed: true, image, into: out)
  }

  // MARK: the operator

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    multiply(jacobian, v, into: image)
    multiply(jacobian, transposed: true, image, into: out)
    return true
  }

  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    guard isWide else {
      try formNormal()
      return try normal.solve(b, into: out)
    }
    try formOuter()
    multiply(jacobian, b, into: work)
    guard try outer.solve(work, into: image), try outer.solve(image, into: work) else { return false }
    multiply(jacobian, transposed: true, work, into: out)
    return true
  }

  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    guard isWide, lambda != 0 else {
      try formNormal()
      return try normal.solve(b, shift: lambda, diagonal: d, into: out)
    }
    if let d { return try solveScaled(b, lambda, d, into: out) }
    try formOuter()
    multiply(jacobian, b, into: work)
    guard try outer.solve(work, shift: lambda, diagonal: nil, into: image) else { return false }
    out.assign(b)
    multiply(jacobian, transposed: true, image, into: out, alpha: -1 / lambda, beta: 1 / lambda)
    return true
  }

  /// With D = E², y = E x and K = J E⁻¹ the system is (KᵀK + λI) y = E⁻¹ b.
  private func solveScaled(_ b: Vector, _ lambda: Double, _ d: Vector, into out: Vector) throws -> Bool {
    if scaledJacobian.rows != m || scaledJacobian.columns != n {
      scaledJacobian = Matrix(rows: m, columns: n)
      scaledMatrix = try squareMatrix(m, for: "gaussnewton")
    }
    for j in 0..<n { right[j] = 1 / d[j].squareRoot() }
    for i in 0..<m {
      let source = jacobian.row(i), target = scaledJacobian.row(i)
      for j in 0..<n { target[j] = source[j] * right[j] }
    }
    multiplyByOwnTranspose(scaledJacobian, into: scaledMatrix)
    scaled.begin(scaledMatrix, NewtonOptions())
    for j in 0..<n { out[j] = b[j] * right[j] }
    multiply(scaledJacobian, out, into: work)
    guard try scaled.solve(work, shift: lambda, diagonal: nil, into: image) else { return false }
    multiply(scaledJacobian, transposed: true, image, into: out, alpha: -1 / lambda, beta: 1 / lambda)
    for j in 0..<n { out[j] *= right[j] }
    return true
  }

  func diagonal(into out: Vector) throws -> Bool {
    out.fill(0)
    for i in 0..<m {
      let row = jacobian.row(i)
      for j in 0..<n { out[j] += row[j] * row[j] }
    }
    return true
  }
}
