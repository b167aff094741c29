import Numerics

/// Spall's second-order simultaneous perturbation with gradients.
public final class SG2: Module {
  public override class var declaration: Declaration {
    Declaration(
      "sg2", .quasiNewton, "A Hessian averaged from gradient differences along random directions of signs.",
      rule: """
        c = h·z, z of ±1;  δ = ∇f(x + c) − ∇f(x − c);  A_ij = δ_j/(2c_i);  Ĥ = mean of (A + Aᵀ)/2 + damping·I
        H ← b·H + (1 − b)·Ĥ, b = beta, none: k/(k + 1), so that H is the mean so far
        u ← H⁻¹u by least squares;  before start_step estimates: u ← u/trace(H)
        """,
      source: "Spall, Adaptive stochastic approximation by the simultaneous perturbation method, 2000, equations 2.1 and 2.2")
  }

  @Setting("directions of an estimate", in: .atLeast(1)) var nSamples = 1
  @Setting("directions of the first estimate", in: .atLeast(1)) var nFirstStepSamples = 10
  @Setting("estimates before H is inverted", in: .nonnegative) var startStep = 10
  @Setting("weight of the Hessian so far; none: of a mean", in: .closedUnit) var beta: Double? = nil
  @Setting("added to the diagonal of every estimate") var damping = 1e-4
  @Setting("step of the differences", in: .positive) var h = 1e-2
  @Setting("start of an own random stream; none: the run's") var seed: Int? = nil
  @Setting("estimate at every k-th step", in: .atLeast(1)) var updateFreq = 1
  @Setting("chain applied to the update before the inverse Hessian") var inner: Chain? = nil

  @State var calls = 0
  /// Estimates so far.
  @State var k = 0
  @State var matrix = Matrix(rows: 0, columns: 0)
  @State var stream: RandomSource? = nil

  private lazy var system = NewtonSystem(name)
  private var estimate = Matrix(rows: 0, columns: 0)
  private var z = Vector(count: 0), moved = Vector(count: 0), ahead = Vector(count: 0), behind = Vector(count: 0)

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { [.gradient] }

  public override var hessianOperator: (any HessianOperator)? {
    system.begin(matrix, NewtonOptions())
    return system
  }

  public override func update(_ objective: Objective) throws {
    let isDue = calls % updateFreq == 0
    calls += 1
    guard isDue else { return }
    let n = layout.count
    if estimate.rows != n {
      estimate = try squareMatrix(n, for: name)
      z = Vector(count: n)
      moved = Vector(count: n)
      ahead = Vector(count: n)
      behind = Vector(count: n)
    }
    var random = stream ?? seed.map { RandomSource(seed: UInt64(bitPattern: Int64($0))) } ?? objective.run.random
    defer { if seed == nil { objective.run.random = random } else { stream = random } }
    estimate.fill(0)
    let samples = k == 0 ? nFirstStepSamples : nSamples
    for _ in 0..<samples { try sample(objective, &random, weight: 1 / Double(samples)) }
    if damping != 0 { estimate.addToDiagonal(damping) }
    if matrix.rows != n {
      matrix = try squareMatrix(n, for: name)
      matrix.assign(estimate)
    } else {
      let b = beta ?? Double(k) / Double(k + 1)
      matrix.scale(by: b, adding: estimate, times: 1 - b)
    }
    k += 1
    system.begin(matrix, NewtonOptions(usesLeastSquares: true))
  }

  private func sample(_ objective: Objective, _ random: inout RandomSource, weight: Double) throws {
    random.fill(z, .rademacher)
    moved.assign(objective.x, minus: z, times: -h)
    _ = try objective.function.gradient(at: moved, into: ahead)
    moved.assign(objective.x, minus: z, times: h)
    _ = try objective.function.gradient(at: moved, into: behind)
    ahead.add(behind, times: -1)
    // 1/z = z for signs.
    estimate.symmetricRank2Update(alpha: weight / (4 * h), z, ahead)
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if k < startStep { return u.scale(by: 1 / matrix.trace) }
    system.begin(matrix, NewtonOptions(usesLeastSquares: true))
    try system.solve(u)
  }
}
