import Numerics

/// Entries whose magnitudes grow by so much at most.
public final class ClipValueGrowth: ElementwiseModule {
  public override class var declaration: Declaration {
    Declaration(
      "clipvaluegrowth", .clipping, "Bounds how much the magnitude of every entry grows from one step to the next.",
      rule: """
        |u| ≤ |p| + add; |u| ≤ mul·max(|p|, min_value)
        p ← p/max_decay where |u| is less than max(|p|, min_value)/max_decay, else u; the first update passes
        """)
  }
  @Setting("greatest growth as a difference; none: any", in: .nonnegative) var add: Double? = nil
  @Setting("greatest growth as a factor; none: any", in: .nonnegative) var mul: Double? = 1.5
  @Setting("the former magnitude is taken to be no less; none: as it is", in: .nonnegative) var minValue: Double? = 1e-4
  @Setting("p shrinks by this factor at most; none: any", in: .atLeast(1)) var maxDecay: Double? = 2
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @Buffer var p
  @State var hasPrevious = false
  private var isFirst = false

  public override var learnsInApply: Bool { true }

  public override func begin(_ objective: Objective) throws {
    isFirst = !hasPrevious
    hasPrevious = true
  }

  public override func transform(_ u: Block) {
    if add == nil && mul == nil { return }
    if isFirst { return u.learn(p) { u, p in p = u } }
    // Where a bound is off it is one that nothing meets; −1 is below every ratio.
    let add = add ?? .infinity, mul = mul ?? .infinity, floor = minValue ?? 0, decay = maxDecay ?? 1
    let least = maxDecay.map { 1 / $0 } ?? -1
    u.update(p) { u, p in
      let before = max(abs(p), floor)
      var size = min(abs(u), abs(p) + add)
      let ratio = max(size / before, 1e-8)
      size = select(ratio .> mul, mul * before, size)
      u = select(u .< 0, -size, size)
      p = select(ratio .< least, p / decay, u)
    }
  }
}

/// Updates whose norms grow by so much at most.
public final class ClipNormGrowth: Module {
  public override class var declaration: Declaration {
    Declaration(
      "clipnormgrowth", .clipping, "Bounds how much the norm of the update grows from one step to the next.",
      rule: """
        N₋ ← max(N₋, min_value); ‖u‖ ≤ N₋ + add; ‖u‖ ≤ mul·N₋
        N₋ ← max(‖u‖, N₋/max_decay); the first update passes
        """)
  }
  @Setting("greatest growth as a difference; none: any", in: .nonnegative) var add: Double? = nil
  @Setting("greatest growth as a factor; none: any", in: .nonnegative) var mul: Double? = 1.5
  @Setting("the former norm is taken to be no less; none: as it is", in: .nonnegative) var minValue: Double? = 1e-4
  @Setting("the stored norm shrinks by this factor at most; none: any", in: .atLeast(1)) var maxDecay: Double? = 2
  @Setting("the norm") var ord = NormOrder.power(2)
  @Setting("one norm for each tensor; false: one for all") var tensorwise = true
  @Setting("what the rule acts on") var target = Target.update
  public override var actsOn: Target { target }
  @State var norms: [Double] = []
  public override var memoryShape: String { "\(tensorwise)" }

  public override func apply(_ objective: Objective) throws {
    let u = try objective.currentUpdate()
    let segments = objective.layout.segments
    let count = tensorwise ? segments.count : 1
    let isFirst = norms.isEmpty
    if isFirst { norms = [Double](repeating: 0, count: count) }
    for k in 0..<count {
      let (offset, length) = tensorwise ? (segments[k].offset, segments[k].count) : (0, u.count)
      let entries = u.base + offset
      let norm = ord(entries, length)
      if isFirst {
        norms[k] = norm
        continue
      }
      let before = max(norms[k], minValue ?? 0)
      let bound = min(add.map { before + $0 } ?? .infinity, mul.map { before * $0 } ?? .infinity)
      let factor = norm > bound ? bound / norm : 1
      if factor != 1 { for i in 0..<length { entries[i] *= factor } }
      norms[k] = max(norm * factor, maxDecay.map { norms[k] / $0 } ?? 0)
    }
  }
}
