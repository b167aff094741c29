import Numerics

/// The subspaces of `subspacenewton`.
public enum SketchType: String, WordSetting {
  case orthonormal
  case commonDirections = "common_directions"
  case mixed, rademacher, rows, topk
}

/// Newton's method in a subspace.
public final class SubspaceNewton: MatrixNewton {
  public override class var declaration: Declaration {
    Declaration(
      "subspacenewton", .secondOrder, "Newton's method in a subspace, random or spanned by past gradients.",
      rule: """
        S: n × m;  A = Sᵀ∇²f(x)S + damping·I, every update_freq-th step anew, from products;  u ← S A⁻¹Sᵀu, A as in newton
        common_directions: the last m directions g − SSᵀg, normalized (left out where rounding is all that remains)
        orthonormal: QR of a normal matrix;  rademacher: ±1/√n;  rows, topk: unit vectors, at random or of the largest |g|
        mixed: the gradient, a slow and a fast average of it, the last move, and m − 3 normal columns, orthonormalized
        """,
      source: "Gower et al., RSN: Randomized Subspace Newton, 2019, algorithm 1; Wang, Lee & Lin, The Common-directions Method "
        + "for Regularized Empirical Risk Minimization, 2019")
  }

  @Setting("dimension of the subspace", in: .atLeast(1)) var sketchSize = 100
  @Setting("subspace") var sketchType = SketchType.commonDirections
  @Setting("how Hessian products are computed") var hvpMethod = HessianProductMethod.batchedAutograd
  @Setting("step of finite differences", in: .positive) var h = 1e-2
  @Setting("start of an own random stream; none: the run's") var seed: Int? = nil

  public required init() {
    super.init()
    precomputeInverse = false
  }
  public override class var settingOrder: [String] {
    [
      "sketch_size", "sketch_type", "damping", "eigval_fn", "eigv_tol", "truncate", "update_freq", "precompute_inverse",
      "use_lstsq", "hvp_method", "h", "seed", "inner",
    ]
  }

  /// Sᵀ
  @State var sketch = Matrix(rows: 0, columns: 0)
  @State var stream: RandomSource? = nil
  @State var directions: [Vector] = []
  /// Averages of the gradient and the last x, for "mixed".
  @State var averages: [Vector] = []

  private let hessian = HessianProduct()
  private lazy var sketched = SketchedOperator(system)
  private var products = Matrix(rows: 0, columns: 0)
  private var projected = Vector(count: 0)

  public override var requires: Capabilities { hvpMethod.needs }
  override var isSymmetric: Bool { hvpMethod.isExact }
  override var order: Int { sketch.rows }

  public override var hessianOperator: (any HessianOperator)? {
    _ = super.hessianOperator
    sketched.sketch = sketch
    return sketched
  }

  override func beginUpdate(_ objective: Objective) throws {
    let n = layout.count, m = min(sketchSize, n)
    var random = stream ?? seed.map { RandomSource(seed: UInt64(bitPattern: Int64($0))) } ?? objective.run.random
    defer { if seed == nil { objective.run.random = random } else { stream = random } }
    switch sketchType {
    case .orthonormal: orthonormalize(normalRows(m, n, &random))
    case .rademacher:
      resize(m, n)
      for i in 0..<m * n { sketch.base[i] = random.rademacher() / Double(n).squareRoot() }
    case .rows: setUnits(Array(random.permutation(n).prefix(m)), n)
    case .topk:
      let g = try objective.gradient()
      setUnits(Array((0..<n).sorted { abs(g[$0]) > abs(g[$1]) || (abs(g[$0]) == abs(g[$1]) && $0 < $1) }.prefix(m)), n)
    case .commonDirections: try setDirections(try objective.gradient(), m, &random)
    case .mixed: try setMixed(objective, m, &random)
    }
  }

  override func evaluate(_ objective: Objective, into H: Matrix) throws {
    if products.rows != sketch.rows || products.columns != sketch.columns {
      products = Matrix(rows: sketch.rows, columns: sketch.columns)
    }
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    try hessian.multiply(rows: sketch, into: products)
    multiply(sketch, products, rightTransposed: true, into: H)
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if projected.count != sketch.rows { projected = Vector(count: sketch.rows) }
    multiply(sketch, u, into: projected)
    beginIfNeeded()
    try system.solve(projected)
    multiply(sketch, transposed: true, projected, into: u)
  }

  // MARK: subspaces

  private func resize(_ rows: Int, _ columns: Int) {
    if sketch.rows != rows || sketch.columns != columns { sketch = Matrix(rows: rows, columns: columns) }
  }

  private func normalRows(_ rows: Int, _ columns: Int, _ random: inout RandomSource) -> Matrix {
    let result = Matrix(rows: rows, columns: columns)
    random.fill(result.base, count: rows * columns, .normal)
    return result
  }

  /// sketch ← an orthonormal basis of the rows' span, as rows.
  private func orthonormalize(_ rows: Matrix) {
    let qr = QR(rows: rows.columns, columns: rows.rows)
    guard qr.factor(rows.transposed()) else { return resize(0, rows.columns) }
    resize(qr.q.columns, qr.q.rows)
    sketch.assignTransposed(qr.q)
  }

  private func setUnits(_ indices: [Int], _ n: Int) {
    resize(indices.count, n)
    sketch.fill(0)
    for (row, index) in indices.enumerated() { sketch[row, index] = 1 }
  }

  private func setRows(_ rows: [Vector], _ n: Int) {
    resize(rows.count, n)
    for (i, row) in rows.enumerated() { sketch.row(i).update(from: row.base, count: n) }
  }

  private func setDirections(_ g: Vector, _ m: Int, _ random: inout RandomSource) throws {
    let p = g.copy()
    if directions.isEmpty {
      if p.norm2 < SafeRange.smallest { random.fill(p, .normal) }
      p.scale(by: 1 / p.norm2)
      directions = [p]
      return setRows(directions, g.count)
    }
    // Twice: what is left of a direction almost in the span would not be orthogonal after one pass.
    for _ in 0..<2 { for q in directions { p.add(q, times: -q.dot(p)) } }
    let length = p.norm2
    var rows = directions
    if length > Double.ulpOfOne.squareRoot() * g.norm2 && length > SafeRange.smallest {
      p.scale(by: 1 / length)
      rows.append(p)
      directions.append(p)
      if directions.count > m { directions.removeFirst() }
    }
    setRows(rows, g.count)
  }

  private func setMixed(_ objective: Objective, _ m: Int, _ random: inout RandomSource) throws {
    let g = try objective.gradient(), x = objective.x, n = g.count
    if averages.isEmpty {
      averages = [Vector(count: n), Vector(count: n), Vector(count: n)]
      for (vector, size) in zip(averages, [1e-2, 1e-2, 1]) {
        random.fill(vector, .normal)
        vector.scale(by: size)
      }
    }
    for (average, weight) in [(averages[0], 0.001), (averages[1], 0.1)] {
      average.update(reading: g) { a, g in a += weight * (g - a) }
    }
    let move = Vector(count: n)
    move.assign(x, minus: averages[2], times: 1)
    averages[2].assign(x)
    var rows = [g, averages[0], averages[1], move]
    if m > 4 {
      for _ in 0..<m - 3 {
        let row = Vector(count: n)
        random.fill(row, .normal, variance: 1 / Double(n))
        rows.append(row)
      }
    }
    setRows(rows, n)
    orthonormalize(sketch.copy())
  }
}

/// B = S A Sᵀ of a subspace for trust regions; solves stay in the subspace.
final class SketchedOperator: HessianOperator {
  private let system: NewtonSystem
  /// Sᵀ
  var sketch = Matrix(rows: 0, columns: 0) {
    didSet {
      guard inside.count != sketch.rows else { return }
      inside = Vector(count: sketch.rows)
      result = Vector(count: sketch.rows)
    }
  }
  private var inside = Vector(count: 0), result = Vector(count: 0)
  private let shifted = NewtonSystem("subspacenewton")
  private var matrix = Matrix(rows: 0, columns: 0)

  init(_ system: NewtonSystem) { self.system = system }

  private func expand(into out: Vector) -> Bool {
    multiply(sketch, transposed: true, result, into: out)
    return true
  }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    multiply(sketch, v, into: inside)
    guard try system.product(inside, into: result) else { return false }
    return expand(into: out)
  }
  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    multiply(sketch, b, into: inside)
    guard try system.solve(inside, into: result) else { return false }
    return expand(into: out)
  }
  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    multiply(sketch, b, into: inside)
    if let d {
      let m = sketch.rows
      if matrix.rows != m { matrix = Matrix(rows: m, columns: m) }
      // A column at a time, since A may be known by its eigenvectors alone.
      let unit = Vector(count: m)
      for k in 0..<m {
        unit.fill(0)
        unit[k] = 1
        guard try system.product(unit, into: result) else { return false }
        for l in 0..<m {
          var sum = 0.0
          for i in 0..<sketch.columns { sum += sketch[k, i] * d[i] * sketch[l, i] }
          matrix[l, k] = result[l] + lambda * sum
        }
      }
      shifted.begin(matrix, NewtonOptions(isSymmetric: false))
      guard try shifted.solve(inside, into: result) else { return false }
    } else {
      guard try system.solve(inside, shift: lambda, diagonal: nil, into: result) else { return false }
    }
    return expand(into: out)
  }
  func diagonal(into out: Vector) throws -> Bool {
    for i in 0..<sketch.columns {
      for k in 0..<sketch.rows { inside[k] = sketch[k, i] }
      guard try system.product(inside, into: result) else { return false }
      out[i] = inside.dot(result)
    }
    return true
  }
}
