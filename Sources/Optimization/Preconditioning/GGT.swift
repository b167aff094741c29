import Glibc
import Numerics

/// What GGT and its kin share: the last updates M (a column each), the largest eigenvalues Λ of MᵀM + damping·I, and the nearly
/// orthonormal basis U = MQΛ^(−1/2) of what they span; for all tensors together or for each.
public class LowRankModule: Module {
  @Setting("number of updates in the history", in: .atLeast(1)) var historySize = 100
  @Setting("renew the basis at every such call", in: .atLeast(1)) var updateFreq = 1
  @Setting("leave out eigenvalues up to this part of the largest", in: .nonnegative) var eigTol = 1e-7
  @Setting("keep at most so many of the largest eigenvalues; none: all", in: .atLeast(1)) var truncate: Int? = nil
  @Setting("added to the eigenvalues before the basis is made", in: .nonnegative) var damping = 1e-4
  @Setting("part of the largest eigenvalue, added to them afterwards", in: .nonnegative) var rdamping = 0.0
  @Setting("power of the eigenvalues that the update is multiplied by in the basis") var matrixPower = -0.5
  @Setting("one basis for all tensors together; false: one for each") var concatParams = true
  @Setting("transforms what is multiplied; the history learns from the incoming update") var inner: Chain? = nil

  @State var histories: [UpdateWindow] = []
  /// For each block Λ ascending, and Uᵀ.
  @State var eigenvalues: [Vector] = []
  @State var bases: [Matrix] = []
  @State var calls = 0

  private(set) var blocks: [Segment] = []
  private var machine = SymmetricEigen(order: 0)
  private var child: Objective?
  private var gradient = Vector(count: 0)
  /// The basis sizes that the chain in the basis is prepared for.
  private var ranks: [Int] = []

  /// The chain that runs in the basis.
  var basisChain: Chain? { nil }
  public override var innerChain: Chain? { inner }
  public override var memoryShape: String { "\(concatParams)" }

  /// The chain in the basis has memory of the basis' size.
  public override func memoryRestored() throws {
    ranks = []
    if let basisChain, !bases.isEmpty { try prepareChain(basisChain) }
  }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    blocks = (concatParams ? preparation.layout.joined : preparation.layout).segments
    child = nil
    ranks = []
  }

  public override func reset() {
    super.reset()
    ranks = []
  }

  public override func update(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if histories.isEmpty {
      histories = blocks.map { _ in UpdateWindow() }
      eigenvalues = blocks.map { _ in Vector(count: 0) }
      bases = blocks.map { _ in Matrix(rows: 0, columns: 0) }
    }
    for (k, block) in blocks.enumerated() {
      histories[k].add(u.base + block.offset, count: block.count, size: historySize)
    }
    if calls % updateFreq == 0 {
      let old = bases
      for k in blocks.indices { renew(k) }
      if let basisChain, !ranks.isEmpty { try move(basisChain, from: old) }
    }
    calls += 1
  }

  /// A basis that cannot be computed leaves the one of before.
  private func renew(_ k: Int) {
    let window = histories[k], n = blocks[k].count
    let gram = window.gram()
    gram.addToDiagonal(damping)
    if machine.order != gram.rows { machine = SymmetricEigen(order: gram.rows) }
    guard machine.factor(gram) else { return }
    let λ = machine.values
    var kept = (0..<λ.count).filter { λ[$0].isFinite && λ[$0] > eigTol * λ[λ.count - 1] }
    if let truncate { kept = kept.suffix(truncate) }
    if kept.isEmpty { return }
    let combination = Matrix(rows: kept.count, columns: λ.count), values = Vector(count: kept.count)
    for (row, i) in kept.enumerated() {
      let scale = 1 / λ[i].squareRoot()
      for j in 0..<λ.count { combination[row, j] = scale * machine.rowVectors[i, j] }
      values[row] = λ[i] + rdamping * λ[λ.count - 1]
    }
    let basis = Matrix(rows: kept.count, columns: n)
    multiply(combination, window.rows(n), into: basis)
    bases[k] = basis
    eigenvalues[k] = values
  }

  /// Takes the memory of the chain over into the new bases.
  private func move(_ chain: Chain, from old: [Matrix]) throws {
    let changes = zip(bases, old).map { new, old in
      let C = Matrix(rows: new.rows, columns: old.rows)
      if old.rows > 0 { multiply(new, old, rightTransposed: true, into: C) }
      return C
    }
    let isSingle = blocks.count == 1
    let oldCount = old.reduce(0) { $0 + $1.rows }, newCount = bases.reduce(0) { $0 + $1.rows }
    var memory = BasisMemory(chain)
    memory.map { v, behaviour in
      if behaviour == .covariance { return isSingle ? LowRankModule.turned(v, by: changes[0]) : nil }
      guard v.count == oldCount else { return nil }
      let result = Vector(count: newCount)
      var from = 0, to = 0
      for C in changes {
        LowRankModule.turn(v.base + from, by: C, behaviour, into: result.base + to)
        from += C.columns
        to += C.rows
      }
      return result
    }
    if bases.map(\.rows) == ranks {
      memory.restoreFollowing()
    } else {
      try prepareChain(chain)
      memory.restoreIntoNewSize()
    }
  }

  private static func turn(_ v: UnsafePointer<Double>, by C: Matrix, _ behaviour: BasisBehaviour, into result: UnsafeMutablePointer<Double>) {
    for i in 0..<C.rows {
      let row = C.row(i)
      var sum = 0.0
      switch behaviour {
      case .squared: for j in 0..<C.columns { sum += row[j] * row[j] * v[j] }
      case .magnitude:
        for j in 0..<C.columns { sum += row[j] * row[j] * v[j] * v[j] }
        sum = sum.squareRoot()
      default: for j in 0..<C.columns { sum += row[j] * v[j] }
      }
      result[i] = sum
    }
  }

  /// C B Cᵀ, B in the vector row by row.
  private static func turned(_ v: Vector, by C: Matrix) -> Vector? {
    guard v.count == C.columns * C.columns else { return nil }
    let result = Vector(count: C.rows * C.rows), half = Matrix(rows: C.rows, columns: C.columns)
    multiply(C, Matrix(rows: C.columns, columns: C.columns, in: v), into: half)
    multiply(half, C, rightTransposed: true, into: Matrix(rows: C.rows, columns: C.rows, in: result))
    return result
  }

  private func prepareChain(_ chain: Chain) throws {
    ranks = bases.map(\.rows)
    let layout = Layout(zip(blocks, ranks).map { ($0.name, [$1]) })
    try chain.prepare(place.nested("basis", layout: layout))
    gradient = Vector(count: layout.count)
    child = nil
  }

  /// Block k of u in its basis, into `z`.
  private func project(_ k: Int, _ u: Vector, into z: UnsafeMutablePointer<Double>) {
    multiply(bases[k], u.base + blocks[k].offset, into: z)
  }

  /// Block k of u ← U z, or where there is no basis yet u over the root of the history's mean square.
  private func expand(_ k: Int, _ z: UnsafePointer<Double>, into u: Vector) {
    let target = u.base + blocks[k].offset
    if bases[k].rows > 0 {
      multiply(bases[k], transposed: true, z, into: target)
    } else {
      histories[k].divideByRoots(target, count: blocks[k].count)
    }
  }

  /// u ← U Λ^matrix_power Uᵀ u
  func multiplyByPower(_ u: Vector) {
    for k in blocks.indices {
      let z = Vector(count: bases[k].rows)
      project(k, u, into: z.base)
      for i in 0..<z.count { z[i] *= Glibc.pow(eigenvalues[k][i], matrixPower) }
      expand(k, z.base, into: u)
    }
  }

  /// u ← U·chain(Uᵀu)
  func run(_ chain: Chain, on u: Vector, _ objective: Objective) throws {
    if ranks.isEmpty { try prepareChain(chain) }
    let size = ranks.reduce(0, +)
    let layout = Layout(zip(blocks, ranks).map { ($0.name, [$1]) })
    let child = self.child ?? Objective(childOf: objective, layout: layout)
    let point = self.child == nil ? Point(count: size) : child.point
    self.child = child
    point.invalidate()
    child.begin(function: ObjectiveFunction(layout: layout), point: point)
    var offset = 0
    for k in blocks.indices {
      project(k, u, into: gradient.base + offset)
      offset += ranks[k]
    }
    point.x.assign(gradient)
    child.override(gradient: gradient)
    child.setUpdate(gradient)
    try chain.step(child)
    if child.stop { objective.stop = true }
    if child.skipUpdate { objective.skipUpdate = true }
    let direction = try child.currentUpdate()
    offset = 0
    for k in blocks.indices {
      expand(k, direction.base + offset, into: u)
      offset += ranks[k]
    }
  }
}

/// Full-matrix AdaGrad on the last updates.
public final class GGT: LowRankModule {
  public override class var declaration: Declaration {
    Declaration(
      "ggt", .preconditioning, "Multiplies the update by a power of the last updates' outer products, in the space that they span.",
      rule: """
        M the last history_size updates as columns, MᵀM + damping·I = QΛQᵀ, U = MQΛ^(−1/2)
        u ← U·Λ^matrix_power·Uᵀ·inner(u), or with basis_optimizer U·basis_optimizer(Uᵀ·inner(u))
        """,
      source: "Agarwal et al., Efficient Full-Matrix Adaptive Regularization, 2019, algorithm 1, within the span")
  }
  public override class var settingOrder: [String] {
    [
      "history_size", "update_freq", "eig_tol", "truncate", "damping", "rdamping", "matrix_power", "basis_optimizer",
      "concat_params", "inner",
    ]
  }
  @Setting("chain that runs in the basis, in the place of the power") var basisOptimizer: Chain? = nil
  override var basisChain: Chain? { basisOptimizer }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if let basisOptimizer { try run(basisOptimizer, on: u, objective) } else { multiplyByPower(u) }
  }
}

/// A chain that runs in the space of the last updates.
public final class GGTBasis: LowRankModule {
  public override class var declaration: Declaration {
    Declaration(
      "ggtbasis", .preconditioning, "Runs a chain in an orthonormal basis of the space that the last updates span.",
      rule: """
        M the last history_size updates as columns, MᵀM + damping·I = QΛQᵀ, U = MQΛ^(−1/2)
        u ← U·basis_opt(Uᵀ·inner(u)); at every renewal the memory of basis_opt turns with C = Uᵀ_new U_old
        """,
      source: "Agarwal et al., Efficient Full-Matrix Adaptive Regularization, 2019 (the basis)")
  }
  public override class var settingOrder: [String] {
    [
      "basis_opt", "history_size", "update_freq", "eig_tol", "truncate", "damping", "rdamping", "matrix_power",
      "approx_sq_reproject", "approx_cu_reproject", "inner", "concat_params",
    ]
  }
  @Setting("chain that runs in the basis", required: true) var basisOpt = Chain([])
  @Setting("without effect: the short formula for squares is exact") var approxSqReproject = false
  @Setting("without effect: the short formula for cubes is exact") var approxCuReproject = false
  override var basisChain: Chain? { basisOpt }

  public override func apply(_ objective: Objective) throws {
    try run(basisOpt, on: try objective.currentUpdate(), objective)
  }
}
