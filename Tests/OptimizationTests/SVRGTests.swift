import Numerics
import Testing

@testable import Optimization

/// Two batches, ½(x − 1)² and ½·3(x + 1)², one after the other; together a minimum at −½.
private final class TwoBatches: ObjectiveFunction {
  private var batch = 0
  init() { super.init(layout: .vector(1)) }
  override var capabilities: Capabilities { .gradient }
  override func beginStep(_ t: Int) -> Bool {
    batch = t % 2
    version += 1
    return true
  }
  static func gradient(_ batch: Int, _ x: Double) -> Double { batch == 0 ? x - 1 : 3 * (x + 1) }
  static func value(_ batch: Int, _ x: Double) -> Double { batch == 0 ? 0.5 * (x - 1) * (x - 1) : 1.5 * (x + 1) * (x + 1) }
  override func value(at x: Vector) throws -> Double { TwoBatches.value(batch, x[0]) }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    g[0] = TwoBatches.gradient(batch, x[0])
    return try value(at: x)
  }
}

/// The cycle of the documentation: steps that only collect, then steps with corrected gradients, the first of them with the full one.
@Test(arguments: [1.0, 0.5]) func svrgByDefinition(_ alpha: Double) throws {
  let optimizer = try Optimizer(
    try ChainReader.chain("svrg(3, accum_steps=2, alpha=\(alpha)) | lr(0.1)"), TwoBatches(), start: Vector([2.0]))
  var x = 2.0, t = 0
  for _ in 0..<3 {
    let anchor = x
    let full = (TwoBatches.gradient(0, x) + TwoBatches.gradient(1, x)) / 2
    try optimizer.step()
    #expect(optimizer.x[0] == x)
    t += 1
    for _ in 0..<3 {
      let batch = t % 2
      x -= 0.1 * (TwoBatches.gradient(batch, x) - alpha * (TwoBatches.gradient(batch, anchor) - full))
      try optimizer.step()
      #expect(abs(optimizer.x[0] - x) < 1e-14)
      t += 1
    }
  }
}

/// Values are corrected in the same way, from the present cycle alone; svrg_loss=false leaves them.
@Test func svrgValues() throws {
  for (corrects, settings) in [(true, ""), (false, ", svrg_loss=false")] {
    let optimizer = try Optimizer(
      try ChainReader.chain("svrg(2, accum_steps=2\(settings)) | fillloss"), TwoBatches(), start: Vector([2.0]))
    optimizer.recordsUpdate = true
    var t = 0
    for _ in 0..<3 {
      let anchor = optimizer.x[0]
      let mean = (TwoBatches.value(0, anchor) + TwoBatches.value(1, anchor)) / 2
      try optimizer.step()
      t += 1
      for _ in 0..<2 {
        let batch = t % 2, x = optimizer.x[0]
        let expected = TwoBatches.value(batch, x) - (corrects ? TwoBatches.value(batch, anchor) - mean : 0)
        try optimizer.step()
        #expect(abs((optimizer.lastUpdate?[0] ?? .nan) - expected) < 1e-9 * abs(expected))
        t += 1
      }
    }
  }
}

/// With all corrections it converges to the common minimum at a fixed step size, where the batches alone do not.
@Test func svrgConverges() throws {
  func end(_ text: String) throws -> Double {
    let optimizer = try Optimizer(try ChainReader.chain(text), TwoBatches(), start: Vector([2.0]))
    for _ in 0..<400 { try optimizer.step() }
    return optimizer.x[0]
  }
  #expect(abs(try end("svrg(4, accum_steps=2) | lr(0.1)") + 0.5) < 1e-12)
  #expect(abs(try end("lr(0.1)") + 0.5) > 1e-2)
}

/// The modules behind forget before the next full gradient, unless they are told to keep.
@Test func svrgResetsTheOthers() throws {
  func counts(_ settings: String) throws -> Int {
    let chain = try ChainReader.chain("svrg(2, accum_steps=1\(settings)) | adagrad | lr(0.1)")
    let optimizer = try Optimizer(chain, TwoBatches(), start: Vector([2.0]))
    for _ in 0..<5 { try optimizer.step() }
    return (chain.modules[1] as? AdaGrad)?.t ?? -1
  }
  #expect(try counts("") == 1)
  #expect(try counts(", reset_before_accum=false") == 5)
}
