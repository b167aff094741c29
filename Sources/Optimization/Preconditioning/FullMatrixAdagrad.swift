import Glibc
import Numerics

/// What an accumulator of outer products starts from.
public enum AccumulatorStart: String, WordSetting {
  case identity, zeros, ones
  /// The first outer product, which is then added once more.
  case GGT
}

/// A power of the accumulated outer products of all entries of the update.
public final class FullMatrixAdagrad: Module {
  public override class var declaration: Declaration {
    Declaration(
      "fullmatrixadagrad", .preconditioning, "Multiplies the update by a power of the sum of its outer products.",
      rule: """
        A ← A + uuᵀ (beta: beta·A + (1 − beta)·uuᵀ);  at every precond_freq-th call B = (A + reg·I)^matrix_power
        u ← B·inner(u); beta_debias: times √(1 − betaᵗ)
        """,
      source: "Duchi, Hazan & Singer, Adaptive Subgradient Methods, 2011, section 1.1 (full matrices)")
  }

  @Setting("multiple of the identity under the power", in: .nonnegative) var reg = 1e-12
  @Setting("renew the power at every such call", in: .atLeast(1)) var precondFreq = 1
  @Setting("decay of averaged outer products; none: their sum", in: .unit) var beta: Double? = nil
  @Setting("correct the average for its start") var betaDebias = true
  @Setting("what A starts from") var `init` = AccumulatorStart.identity
  @Setting("exponent") var matrixPower = -0.5
  @Setting("how the power treats negative eigenvalues") var matrixPowerMethod = MatrixPowerMethod.eighAbs
  @Setting("one A for all tensors together; false: one for each") var concatParams = true
  @Setting("transforms what is multiplied; A learns from the incoming update") var inner: Chain? = nil
  @Setting("transform of A before the power") var accumulatorTfm: Chain? = nil

  public override class var settingOrder: [String] {
    [
      "reg", "precond_freq", "beta", "beta_debias", "init", "matrix_power", "matrix_power_method", "concat_params", "inner",
      "accumulator_tfm",
    ]
  }

  /// A of all blocks, one after the other.
  @State var accumulator: Vector? = nil
  @State var power: Vector? = nil
  @State var updates = 0
  @State var applies = 0

  private var blocks: [(segment: Segment, entry: Int)] = []
  private var matrixLayout = Layout([])
  private var machines: [SymmetricPower] = []
  private var transformed: Objective?
  private var work = Vector(count: 0)

  public override var innerChain: Chain? { inner }
  public override var memoryShape: String { "\(concatParams)" }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    let segments = (concatParams ? preparation.layout.joined : preparation.layout).segments
    matrixLayout = Layout(segments.map { ("\($0.name)ᵀ\($0.name)", [$0.count, $0.count]) })
    blocks = zip(segments, matrixLayout.segments).map { ($0, $1.offset) }
    machines = []
    transformed = nil
    work = Vector(count: preparation.layout.count)
    try accumulatorTfm?.prepare(preparation.nested("accumulator_tfm", layout: matrixLayout))
  }

  private func matrix(_ block: (segment: Segment, entry: Int), in storage: Vector) -> Matrix {
    Matrix(rows: block.segment.count, columns: block.segment.count, in: storage, at: block.entry)
  }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let isFirst = accumulator == nil
    let storage = accumulator ?? Vector(count: matrixLayout.count)
    accumulator = storage
    for block in blocks {
      let A = matrix(block, in: storage)
      let row = Matrix(rows: 1, columns: block.segment.count, in: u, at: block.segment.offset)
      if isFirst {
        switch `init` {
        case .identity: A.setIdentity()
        case .zeros: A.fill(0)
        case .ones: A.fill(1)
        case .GGT: multiplyByOwnTranspose(row, transposed: true, into: A)
        }
      }
      multiplyByOwnTranspose(row, transposed: true, into: A, alpha: 1 - (beta ?? 0), beta: beta ?? 1)
    }
    updates += 1
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    guard let accumulator else { return }
    let isDue = applies % precondFreq == 0 || power == nil
    applies += 1
    let base = try isDue ? transform(accumulator, objective) : accumulator
    let storage = power ?? Vector(count: matrixLayout.count)
    power = storage
    for block in blocks {
      let B = matrix(block, in: storage)
      // A power of one number costs nothing.
      if isDue || block.segment.count == 1 { renew(B, matrix(block, in: base)) }
      multiply(B, u.base + block.segment.offset, into: work.base + block.segment.offset)
    }
    u.assign(work)
    if let beta, betaDebias { u.scale(by: (1 - Glibc.pow(beta, Double(updates))).squareRoot()) }
  }

  /// B ← (A + reg·I)^p, its diagonal alone where the decomposition fails.
  private func renew(_ B: Matrix, _ A: Matrix) {
    B.assign(A)
    B.addToDiagonal(reg)
    let known = machines.first { $0.order == B.rows }
    let machine = known ?? SymmetricPower(order: B.rows)
    if known == nil { machines.append(machine) }
    if machine.power(of: B, matrixPower, method: matrixPowerMethod, into: B) { return }
    for i in 0..<B.rows {
      let entry = Glibc.pow(B[i, i], matrixPower)
      for j in 0..<B.columns { B[i, j] = i == j ? entry : 0 }
    }
  }

  private func transform(_ accumulator: Vector, _ objective: Objective) throws -> Vector {
    guard let accumulatorTfm else { return accumulator }
    let child = transformed ?? Objective(childOf: objective, layout: matrixLayout)
    transformed = child
    let point = child.point.x.count == matrixLayout.count ? child.point : Point(count: matrixLayout.count)
    child.begin(function: ObjectiveFunction(layout: matrixLayout), point: point)
    child.setUpdate(accumulator)
    try accumulatorTfm.step(child)
    return try child.currentUpdate()
  }
}
