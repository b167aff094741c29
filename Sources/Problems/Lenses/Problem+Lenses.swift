import Numerics
import Optimization

extension Problem {
  /// This problem seen through lenses: the start, the minimizers and the domain move with it, the minimum is the same, and
  /// derivatives and residuals are those of the traced form.
  func seen(through lenses: Lenses, seed: UInt64) throws(ProblemError) -> Problem {
    try lenses.check()
    if lenses.isEmpty { return self }
    let longest = layout.segments.flatMap(\.shape).max() ?? 0
    if lenses.rotate || lenses.permute, longest > LensMap.longestAxis {
      throw ProblemError(
        .invalid, "\(name) has an axis of \(longest) entries, which is too long to be turned or permuted",
        hint: "at most \(LensMap.longestAxis), or --scale and --shift alone")
    }
    let map = LensMap(lenses, layout, seed: seed)
    return moved(
      lenses.words, seed: seed, form: form?.composed { map.inward($0) }, given: given.map { LensedFunction($0, map) },
      keepsEntries: !lenses.rotate && !lenses.permute, domain: self.domain.count == self.layout.count ? self.box(map) : [],
      seen: { map.seenPoint(of: $0) }, inner: { map.problemPoint(of: $0) })
  }

  /// A box that holds the image of the domain: a box again where nothing is rotated, else a cube as wide as the longest diagonal;
  /// empty where its numbers overflow.
  private func box(_ map: LensMap) -> [ClosedRange<Double>] {
    let center = map.seenPoint(of: Vector(domain.map { ($0.lowerBound + $0.upperBound) / 2 }))
    let corner = map.seenPoint(of: Vector(domain.map(\.upperBound)))
    var widths = (0..<layout.count).map { abs(corner[$0] - center[$0]) }
    if map.lenses.rotate {
      for segment in layout.segments {
        let entries = segment.offset..<(segment.offset + segment.count)
        // A rotation keeps the length of the diagonal.
        let length = widths[entries].reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in entries { widths[i] = length }
      }
    }
    guard center.isFinite, widths.allSatisfy(\.isFinite) else { return [] }
    return (0..<layout.count).map { (center[$0] - widths[$0])...(center[$0] + widths[$0]) }
  }
}

/// A function without a traced form, at the points that lenses make of x.
final class LensedFunction: ObjectiveFunction {
  private let base: ObjectiveFunction
  private let map: LensMap

  init(_ base: ObjectiveFunction, _ map: LensMap) {
    self.base = base
    self.map = map
    super.init(layout: base.layout)
  }

  override var capabilities: Capabilities { base.capabilities.intersection(.gradient) }
  override var lowest: (x: Vector, f: Double, step: Int)? { base.lowest.map { (map.seenPoint(of: $0.x), $0.f, $0.step) } }
  override func beginStep(_ t: Int) -> Bool { base.beginStep(t) }
  override func heedInterrupts(_ isInterrupted: (() -> Bool)?) { base.heedInterrupts(isInterrupted) }
  override func value(at x: Vector) throws -> Double { try base.value(at: map.problemPoint(of: x)) }

  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    let inner = Vector(count: g.count)
    let f = try base.gradient(at: map.problemPoint(of: x), into: inner)
    g.assign(map.seenGradient(of: inner, at: x))
    return f
  }
}
