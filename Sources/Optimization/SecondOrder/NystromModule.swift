import Numerics

/// The shared part of modules that sketch the Hessian.
open class NystromModule: Module {
  @Setting("dimension of the sketch", in: .atLeast(1)) var rank = 100
  @Setting("eigenvalues up to this part of the largest are left out; none: none is", in: .nonnegative) var eigvTol: Double? = 0
  @Setting("sketch at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("how the random matrix is made orthonormal; all are equivalent here")
  var orthogonalizeMethod = SketchOrthogonalization.qr
  @Setting("how Hessian products are computed") var hvpMethod = HessianProductMethod.batchedAutograd
  @Setting("step of finite differences", in: .positive) var h = 1e-3
  @Setting("chain applied to the update before the solve") var inner: Chain? = nil
  @Setting("start of an own random stream; none: the run's") var seed: Int? = nil

  @State var calls = 0
  @State var stream: RandomSource? = nil
  /// λ and Qᵀ, as memory.
  @State var eigenvalues: [Double] = []
  @State var eigenvectors = Matrix(rows: 0, columns: 0)

  let hessian = HessianProduct()
  private let sketch = NystromSketch()
  private lazy var sketched = SpectralFactors(order: layout.count)
  private lazy var stored = SpectralFactors(order: layout.count)

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { hvpMethod.needs }

  /// The number of largest eigenvalues kept.
  var kept: Int? { nil }
  /// λ ← what becomes of them, ascending.
  func adjust(_ λ: inout [Double]) {}

  /// The last sketch; nil if there is none yet.
  func factors() -> SpectralFactors? {
    guard !eigenvalues.isEmpty else { return nil }
    if stored.vectors !== eigenvectors { stored.refer(to: eigenvalues, eigenvectors) }
    return stored
  }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    sketched = SpectralFactors(order: layout.count)
    stored = SpectralFactors(order: layout.count)
  }

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    guard isDue else { return }
    var random = stream ?? seed.map { RandomSource(seed: UInt64(bitPattern: Int64($0))) } ?? objective.run.random
    defer { if seed == nil { objective.run.random = random } else { stream = random } }
    hessian.begin(objective, hvpMethod, h: h)
    defer { hessian.end() }
    guard
      try sketch.approximate(
        hessian, layout.count, rank: rank, &random, tolerance: eigvTol, truncate: kept, into: sketched, name: name)
    else { return }
    eigenvalues = sketched.values
    adjust(&eigenvalues)
    eigenvectors = sketched.vectors
    stored.refer(to: eigenvalues, eigenvectors)
  }
}
