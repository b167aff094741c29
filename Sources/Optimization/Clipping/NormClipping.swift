import Numerics

/// What clipnorm and normalize share: a factor for every slice of every tensor, by its norm.
public class NormScaling: Module {
  private var slices: [Slices?] = []
  private var work: [Double] = []

  /// Axes, their complement, least number of entries, norm.
  var measure: (axes: NormAxes, inverse: Bool, minSize: Int, order: NormOrder) { (.all, false, 1, .power(2)) }

  /// What a slice of this norm is multiplied by.
  func factor(_ norm: Double) -> Double { 1 }

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    let (axes, inverse, minSize, _) = measure
    slices = preparation.layout.segments.map { Slices($0, axes, inverse: inverse, minSize: minSize) }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let order = measure.order
    if case .global = measure.axes {
      let norm = order(u)
      if norm != 0 { u.scale(by: factor(norm)) }
      return
    }
    for (segment, slices) in zip(objective.layout.segments, slices) {
      guard let slices else { continue }
      if slices.isWhole {
        let norm = order(u, segment)
        if norm != 0 { scale(u, segment, factor(norm)) }
        continue
      }
      let count = slices.offsets.count
      if work.count < count { work = [Double](repeating: 0, count: count) }
      for start in slices.starts {
        for (i, offset) in slices.offsets.enumerated() { work[i] = u[start + offset] }
        let norm = work.withUnsafeBufferPointer { $0.baseAddress.map { order($0, count) } ?? 0 }
        // The norm of an almost empty slice counts as 1.
        let scale = factor(norm <= 1e-12 ? 1 : norm)
        for offset in slices.offsets { u[start + offset] *= scale }
      }
    }
  }

  private func scale(_ u: Vector, _ segment: Segment, _ factor: Double) {
    let p = u.base + segment.offset
    for i in 0..<segment.count { p[i] *= factor }
  }
}

/// u·min(1, max_norm/‖u‖)
public final class ClipNorm: NormScaling {
  public override class var declaration: Declaration {
    Declaration(
      "clipnorm", .clipping, "Shortens updates whose norm is larger than a bound.",
      rule: "u ← u·min(1, max_norm/ν(u)), for each tensor, slice or all at once (dim=\"global\")",
      source: "Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks, 2013, algorithm 1")
  }
  @Setting("bound", in: .nonnegative, required: true) var maxNorm = 1.0
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("axes of one norm; none: all of each tensor, \"global\": all tensors") var dim = NormAxes.all
  @Setting("take the other axes") var inverseDims = false
  @Setting("least number of entries of a slice", in: .atLeast(1)) var minSize = 1
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }

  override var measure: (axes: NormAxes, inverse: Bool, minSize: Int, order: NormOrder) { (dim, inverseDims, minSize, ord) }
  override func factor(_ norm: Double) -> Double { norm > maxNorm ? maxNorm / norm : 1 }
}

/// u·norm_value/‖u‖
public final class Normalize: NormScaling {
  public override class var declaration: Declaration {
    Declaration(
      "normalize", .clipping, "Gives updates a norm.", rule: "u ← u·norm_value/ν(u), for each tensor, slice or all at once; 0 stays 0")
  }
  @Setting("the norm that results") var normValue = 1.0
  @Setting("the norm ν") var ord = NormOrder.power(2)
  @Setting("axes of one norm; none: all of each tensor, \"global\": all tensors") var dim = NormAxes.all
  @Setting("take the other axes") var inverseDims = false
  @Setting("least number of entries of a slice", in: .atLeast(1)) var minSize = 1
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }

  override var measure: (axes: NormAxes, inverse: Bool, minSize: Int, order: NormOrder) { (dim, inverseDims, minSize, ord) }
  override func factor(_ norm: Double) -> Double { normValue / norm }
}

/// u without its mean
public final class Centralize: Module {
  public override class var declaration: Declaration {
    Declaration(
      "centralize", .clipping, "Subtracts the mean.", rule: "u ← u − mean(u), for each tensor, slice or all at once",
      source: "Yong, Huang, Hua & Zhang, Gradient Centralization, 2020, equation 1")
  }
  @Setting("axes of one mean; none: all of each tensor, \"global\": all tensors") var dim = NormAxes.all
  @Setting("take the other axes") var inverseDims = false
  @Setting("least number of entries of a slice", in: .atLeast(1)) var minSize = 2
  private var slices: [Slices?] = []

  public override func prepare(_ preparation: Preparation) throws {
    try super.prepare(preparation)
    // Scalars have no axes and stay.
    slices = preparation.layout.segments.map { $0.axes == 0 ? nil : Slices($0, dim, inverse: inverseDims, minSize: minSize) }
  }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    if case .global = dim {
      let mean = u.sum / Double(u.count)
      return u.update { u in u -= mean }
    }
    for (segment, slices) in zip(objective.layout.segments, slices) {
      guard let slices else { continue }
      if slices.isWhole {
        let mean = NormOrder.sum(u, segment) / Double(segment.count), p = u.base + segment.offset
        for i in 0..<segment.count { p[i] -= mean }
        continue
      }
      for start in slices.starts {
        var mean = 0.0
        for offset in slices.offsets { mean += u[start + offset] }
        mean /= Double(slices.offsets.count)
        for offset in slices.offsets { u[start + offset] -= mean }
      }
    }
  }
}
