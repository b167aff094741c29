import Numerics

/// Adam with curvature in the place of squared gradients.
public final class AdaHessian: Module {
  public override class var declaration: Declaration {
    Declaration(
      "adahessian", .adaptive, "Divides the averaged update by the root of the averaged squares of the Hessian's estimated diagonal.",
      rule: """
        D = mean of z ⊙ Hz (zHz=false: Hz), z random, in blocks of rows the mean of |D|; v ← β₂v + (1 − β₂)D², every update_freq steps
        m ← β₁m + (1 − β₁)·inner(u); u ← (m/(1 − β₁ᵗ))/((v/(1 − β₂ᵏ))^(hessian_power/2) + eps), k the number of estimates
        """,
      source: "Yao et al., AdaHessian: An Adaptive Second Order Optimizer for Machine Learning, 2021, algorithm 1")
  }
  @Setting("decay of the average of u", in: .unit) var beta1 = 0.9
  @Setting("decay of the average of D²", in: .unit) var beta2 = 0.999
  @Setting("average |D| over trailing axes, or blocks of rows, of tensors with two or more axes") var averaging = true
  @Setting("rows of a block; none: no blocks, but trailing axes of tensors with three or more", in: .atLeast(1)) var blockSize: Int? = nil
  @Setting("number of steps with one estimate", in: .atLeast(1)) var updateFreq = 1
  @Setting("added to the root", in: .nonnegative) var eps = 1e-8
  @Setting("exponent of |D|") var hessianPower = 1.0
  @Setting("distribution of z, every entry of variance 1") var distribution = Distribution.rademacher
  @Setting("how Hz is computed") var hvpMethod = HessianProductMethod.autograd
  @Setting("step of finite differences", in: .positive) var h = 1e-3
  @Setting("number of samples of one estimate", in: .atLeast(1)) var nSamples = 1
  @Setting("z ⊙ Hz; false: Hz", named: "zHz") var usesDiagonal = true
  @Setting("correct both averages for their start at zero") var debias = true
  @Setting("seed of numbers of its own; none: the run's") var seed: Int? = nil
  @Setting("transform of the corrected m") var expAvgTfm: Chain? = nil
  @Setting("transform of the corrected v", named: "D_exp_avg_sq_tfm") var squaresTransform: Chain? = nil
  @Setting("transforms the update that is averaged; the estimate comes before") var inner: Chain? = nil

  @Buffer var m
  @Buffer var v
  @Buffer private var D
  @Buffer private var corrected
  @State var t = 0
  /// β₁ᵗ and β₂ᵏ.
  @State var power1 = 1.0
  @State var power2 = 1.0
  @State var own: RandomSource? = nil
  private let estimate = DiagonalEstimate()
  private let mTransform = BufferTransform(), vTransform = BufferTransform()

  public override var innerChain: Chain? { inner }
  public override var requires: Capabilities { hvpMethod.needs.union(.gradient) }

  public override func update(_ objective: Objective) throws {
    if t % updateFreq == 0 {
      try findDiagonal(objective)
      let β2 = beta2
      v.update(reading: D) { v, D in v = β2 * v + (1 - β2) * (D * D) }
      power2 *= β2
    }
    t += 1
    power1 *= beta1
    if inner == nil { average(try objective.currentUpdate()) }
  }

  private func average(_ u: Vector) {
    let β1 = beta1
    m.update(reading: u) { m, u in m = m + (1 - β1) * (u - m) }
  }

  private func findDiagonal(_ objective: Objective) throws {
    func draw(_ random: inout RandomSource) throws {
      try estimate.estimate(
        usesDiagonal ? .zHz : .product, objective, samples: nSamples, distribution, hvpMethod, h: h, &random, into: D)
    }
    if let seed {
      var numbers = own ?? RandomSource(seed: UInt64(bitPattern: Int64(seed)))
      defer { own = numbers }
      try draw(&numbers)
    } else {
      var numbers = objective.run.random
      defer { objective.run.random = numbers }
      try draw(&numbers)
    }
    if averaging { for segment in objective.layout.segments { AdaHessian.average(D, segment, blockSize) } }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if inner != nil { average(u) }
    let c1 = debias ? 1 / (1 - power1) : 1, c2 = debias ? 1 / (1 - power2) : 1
    var numerator = m, squares = v, scale1 = c1, scale2 = c2
    if let expAvgTfm {
      corrected.update(reading: m) { c, m in c = c1 * m }
      numerator = try mTransform.apply(expAvgTfm, to: corrected, objective)
      scale1 = 1
    }
    if let squaresTransform {
      corrected.update(reading: v) { c, v in c = c2 * v }
      squares = try vTransform.apply(squaresTransform, to: corrected, objective)
      scale2 = 1
    }
    let ε = eps, a = scale1, b = scale2, exponent = hessianPower / 2
    if exponent == 0.5 {
      u.update(reading: numerator, squares) { u, m, v in u = a * m / (sqrt(b * v) + ε) }
    } else {
      u.update(reading: numerator, squares) { u, m, v in u = a * m / (Numerics.pow(b * v, exponent) + ε) }
    }
  }

  /// D ← the mean of |D| in blocks of rows, or over the axes behind the second (spatial averaging, section 3.2 of the paper).
  static func average(_ D: Vector, _ segment: Segment, _ blockSize: Int?) {
    guard segment.axes >= 2, segment.shape[0] > 0 else { return }
    let rows = segment.shape[0], columns = segment.count / rows, first = D.base + segment.offset
    guard columns > 1 else { return }
    guard let blockSize else {
      if segment.axes < 3 { return }
      let length = columns / max(segment.shape[1], 1)
      for start in stride(from: 0, to: segment.count, by: max(length, 1)) {
        let mean = NormOrder.meanAbsolute(first + start, length)
        for i in start..<(start + length) { first[i] = mean }
      }
      return
    }
    let isWhole = rows / blockSize < 2
    for top in stride(from: 0, to: rows, by: isWhole ? rows : blockSize) {
      let bottom = isWhole ? rows : min(top + blockSize, rows)
      for j in 0..<columns {
        var mean = 0.0
        for i in top..<bottom { mean += abs(first[i * columns + j]) }
        mean /= Double(bottom - top)
        for i in top..<bottom { first[i * columns + j] = mean }
      }
    }
  }
}
