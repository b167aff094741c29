import Numerics

/// A block with a full matrix.
public final class DenseBlock: CurvatureBlock {
  /// H or B. A formula that reads it calls `flush` first, or leaves it to the products below, which do.
  public let matrix: Matrix
  /// Room for a formula's vectors.
  public let a: Vector, b: Vector, c: Vector
  /// A second matrix, for formulas that have one; the identity at first.
  public private(set) lazy var second: Matrix = {
    hasSecond = true
    return Matrix.identity(count)
  }()
  private var hasSecond = false
  private let input: Vector, output: Vector
  private let isSymmetric: Bool
  private var kept: Matrix?

  /// M + s·wᵀ + w·sᵀ is due, where w is this vector: joined with the product that follows, it costs no pass of its own.
  private let pending: Vector
  private var hasPending = false

  private lazy var factors = LUFactorization(order: count)
  private lazy var shiftedFactors = LUFactorization(order: count)
  private lazy var shifted = Matrix(rows: count, columns: count)
  private lazy var leastSquares = LeastSquares(rows: count, columns: count)
  private var isFactored = false

  init(offset: Int, count: Int, isSymmetric: Bool) {
    matrix = Matrix(rows: count, columns: count)
    a = Vector(count: count)
    b = Vector(count: count)
    c = Vector(count: count)
    input = Vector(count: count)
    output = Vector(count: count)
    pending = Vector(count: count)
    self.isSymmetric = isSymmetric
    super.init(offset: offset, count: count)
  }

  override func reset() {
    super.reset()
    isFactored = false
    hasPending = false
    if hasSecond { second.setIdentity() }
  }

  override var storages: [Vector] {
    flush()
    return hasSecond ? [matrix.storage, second.storage] : [matrix.storage]
  }

  override func restore(_ snapshot: Snapshot) {
    hasPending = false
    isFactored = false
    if snapshot.matrices.count > 1 { second.setIdentity() }
    super.restore(snapshot)
  }

  // MARK: for formulas

  /// out ← M v or Mᵀ v
  public func product(_ v: Vector, transposed: Bool = false, into out: Vector) {
    flush()
    multiplySquare(matrix, transposed: transposed && !isSymmetric, v, out)
  }

  /// M changes: whatever is known of it is void.
  public func willChange() {
    flush()
    isFactored = false
  }

  /// H ← H − (s ηᵀ + η sᵀ)/σ + weight(τ)·s sᵀ/σ with η = H y, σ = ⟨s, y⟩, τ = ⟨y, η⟩: BFGS for weight 1 + τ/σ.
  ///
  /// The change is made at the latest when H is next needed.
  func addBFGSPair(weight: (_ τ: Double) -> Double) {
    let η = b
    product(y, into: η)
    let half = 0.5 * weight(y.dot(η)) / sy, reciprocal = 1 / sy
    isFactored = false
    pending.update(reading: s, η) { w, s, η in w = half * s - reciprocal * η }
    hasPending = true
  }

  func flush() {
    guard hasPending else { return }
    hasPending = false
    matrix.symmetricRank2Update(s, pending)
  }

  // MARK: the matrix

  override func setIdentity(_ factor: Double) {
    hasPending = false
    isFactored = false
    matrix.setIdentity(factor)
  }

  override func scale(by factor: Double) {
    willChange()
    matrix.scale(by: factor)
  }

  override func keep() {
    flush()
    let copy = kept ?? Matrix(rows: count, columns: count)
    copy.assign(matrix)
    kept = copy
  }

  override func blend(_ b: Double) {
    willChange()
    if let kept { matrix.scale(by: 1 - b, adding: kept, times: b) }
  }

  override func multiply(_ v: UnsafeMutablePointer<Double>) -> Bool {
    input.base.update(from: v, count: count)
    if hasPending && count > smallOrder {
      hasPending = false
      matrix.symmetricRank2Update(s, pending, thenMultiply: input, into: output)
    } else {
      flush()
      multiplySquare(matrix, transposed: false, input, output)
    }
    v.update(from: output.base, count: count)
    return true
  }

  override func divide(_ v: UnsafeMutablePointer<Double>) -> Bool {
    flush()
    if !isFactored { isFactored = factors.factor(matrix) }
    input.base.update(from: v, count: count)
    guard isFactored, factors.solve(input) else { return false }
    v.update(from: input.base, count: count)
    return true
  }

  override func divide(_ v: UnsafeMutablePointer<Double>, shift: Double, _ d: UnsafePointer<Double>?) -> Bool {
    flush()
    shifted.assign(matrix)
    for i in 0..<count { shifted[i, i] += shift * (d.map { $0[i] } ?? 1) }
    return solveShifted(v)
  }

  /// (H⁻¹ + λD)⁻¹ v = (I + λ H D)⁻¹ H v: no inverse is taken.
  override func multiplyInverse(
    _ v: UnsafeMutablePointer<Double>, shift: Double, _ d: UnsafePointer<Double>?
  ) -> Bool {
    guard multiply(v) else { return false }
    for i in 0..<count {
      for j in 0..<count { shifted[i, j] = shift * matrix[i, j] * (d.map { $0[j] } ?? 1) }
      shifted[i, i] += 1
    }
    return solveShifted(v)
  }

  private func solveShifted(_ v: UnsafeMutablePointer<Double>) -> Bool {
    input.base.update(from: v, count: count)
    if shiftedFactors.factor(shifted) && shiftedFactors.solve(input) {
      v.update(from: input.base, count: count)
      return true
    }
    input.base.update(from: v, count: count)
    guard leastSquares.solve(shifted, input, into: output) else { return false }
    v.update(from: output.base, count: count)
    return true
  }

  /// v ← M⁺ v, where M is singular.
  func divideByLeastSquares(_ v: UnsafeMutablePointer<Double>) -> Bool {
    flush()
    shifted.assign(matrix)
    return solveShifted(v)
  }

  override func diagonal(into out: UnsafeMutablePointer<Double>) -> Bool {
    flush()
    for i in 0..<count { out[i] = matrix[i, i] }
    return true
  }

  override func inverseDiagonal(into out: UnsafeMutablePointer<Double>) -> Bool {
    flush()
    guard shiftedFactors.factor(matrix), shiftedFactors.inverse(into: shifted) else { return false }
    for i in 0..<count { out[i] = shifted[i, i] }
    return true
  }
}

/// Up to this order a loop is faster than a call of BLAS.
private let smallOrder = 8

/// out ← M v or Mᵀ v for a square M.
func multiplySquare(_ m: Matrix, transposed: Bool, _ v: Vector, _ out: Vector) {
  let n = m.rows
  guard n <= smallOrder else { return multiply(m, transposed: transposed, v, into: out) }
  let entries = m.base, v = v.base, out = out.base
  for i in 0..<n {
    var sum = 0.0
    for j in 0..<n { sum += (transposed ? entries[j * n + i] : entries[i * n + j]) * v[j] }
    out[i] = sum
  }
}
