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
  private var projected = Vector(count: 0), p = Vector(count: 0)
  private var basis = Matrix(rows: 0, columns: 0), columns = Matrix(rows: 0, columns: 0)
  private var qr: QR?

  public override var requires: Capabilities { hvpMethod.needs }
  override var isSymmetric: Bool { hvpMethod.isExact }
  override var order: Int { sketch.rows }
  public override var memoryShape: String { "\(sketchSize) \(sketchType)" }

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
    case .orthonormal:
      resizeBasis(m, n)
      random.fill(basis.base, count: m * n, .normal)
      orthonormalizeBasis()
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

  private func resizeBasis(_ rows: Int, _ n: Int) {
    guard basis.rows != rows || basis.columns != n else { return }
    basis = Matrix(rows: rows, columns: n)
    columns = Matrix(rows: n, columns: rows)
    qr = QR(rows: n, columns: rows)
  }

  /// sketch ← an orthonormal basis of the span of the rows of `basis`, as rows.
  private func orthonormalizeBasis() {
    columns.assignTransposed(basis)
    guard let qr, qr.factor(columns) else { return sketch.fill(.nan) }
    resize(qr.q.columns, qr.q.rows)
    sketch.assignTransposed(qr.q)
  }

  private func setUnits(_ indices: [Int], _ n: Int) {
    resize(indices.count, n)
    sketch.fill(0)
    for (row, index) in indices.enumerated() { sketch[row, index] = 1 }
  }

  private func setDirections(_ g: Vector, _ m: Int, _ random: inout RandomSource) throws {
    if p.count != g.count { p = Vector(count: g.count) }
    p.assign(g)
    if directions.isEmpty {
      if p.norm2 < SafeRange.smallest { random.fill(p, .normal) }
      p.scale(by: 1 / p.norm2)
      directions = [p.copy()]
      resize(1, g.count)
      return sketch.row(0).update(from: p.base, count: g.count)
    }
    // Twice: what is left of a direction almost in the span would not be orthogonal after one pass.
    for _ in 0..<2 { for q in directions { p.add(q, times: -q.dot(p)) } }
    let length = p.norm2, old = directions.count
    let isNew = length > Double.ulpOfOne.squareRoot() * g.norm2 && length > SafeRange.smallest
    resize(isNew ? old + 1 : old, g.count)
    for i in 0..<old { sketch.row(i).update(from: directions[i].base, count: g.count) }
    guard isNew else { return }
    p.scale(by: 1 / length)
    sketch.row(old).update(from: p.base, count: g.count)
    // The vector of the oldest direction takes the newest one where the queue is full.
    let place = old < m ? Vector(count: g.count) : directions.removeFirst()
    place.assign(p)
    directions.append(place)
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
    let normal = m > 4 ? m - 3 : 0
    resizeBasis(4 + normal, n)
    basis.row(0).update(from: g.base, count: n)
    basis.row(1).update(from: averages[0].base, count: n)
    basis.row(2).update(from: averages[1].base, count: n)
    for i in 0..<n { basis[3, i] = x[i] - averages[2][i] }
    random.fill(basis.row(4), count: normal * n, .normal, variance: 1 / Double(n))
    averages[2].assign(x)
    orthonormalizeBasis()
  }
}
