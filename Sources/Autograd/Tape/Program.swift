import Numerics

/// The type in which a program computes. What goes in and comes out are doubles.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float64, float32
}

/// A compiled computation: built once from a graph, then run any number of times without allocating.
///
/// Set the inputs, `run()`, read the outputs. Inputs keep their values between runs.
public final class Program {
  public let type: ElementType
  public let inputShapes: [Shape]
  public let outputShapes: [Shape]
  /// In plain memory too, so that running copies none of it.
  private let storage: UnsafeMutablePointer<Tape>
  var tape: Tape { storage.pointee }
  /// Keeps the constant tensors alive that the tape reads where they are.
  private let data: [Vector]

  /// Compiles what the outputs reach. `inputs[i]` is the shape of `Operation.input(i)`.
  public init(graph: Graph, outputs: [Expression], inputs: [Shape], type: ElementType = .float64) {
    BLAS.prepare()
    self.type = type
    inputShapes = inputs
    outputShapes = outputs.map(\.shape)
    let schedule = Schedule(Peephole(Lowering(graph: graph, outputs: outputs)))
    data = schedule.values.indices.compactMap { v in
      if case .data(let number) = schedule.values[v].operation, schedule.uses[v] > 0 { graph.data[number] } else { nil }
    }
    let tape =
      switch type {
      case .float64: Assembler<Double>.assemble(schedule, graph: graph, inputs: inputs)
      case .float32: Assembler<Float>.assemble(schedule, graph: graph, inputs: inputs)
      }
    storage = .allocate(capacity: 1)
    storage.initialize(to: tape)
  }

  deinit {
    tape.free()
    storage.deallocate()
  }

  /// Copies all entries of input `number`.
  public func setInput(_ number: Int, _ values: UnsafePointer<Double>) {
    let port = storage.pointee.inputs[number]
    switch type {
    case .float64: copy(values, to: port.address.assumingMemoryBound(to: Double.self), port.count)
    case .float32:
      let target = port.address.assumingMemoryBound(to: Float.self)
      for i in 0..<port.count { target[i] = Float(values[i]) }
    }
  }

  public func run() {
    switch type {
    case .float64: Tape.execute(storage, Double.self)
    case .float32: Tape.execute(storage, Float.self)
    }
  }

  /// Copies all entries of output `number`.
  public func output(_ number: Int, into target: UnsafeMutablePointer<Double>) {
    let port = storage.pointee.outputs[number]
    switch type {
    case .float64: copy(port.address.assumingMemoryBound(to: Double.self), to: target, port.count)
    case .float32:
      let source = port.address.assumingMemoryBound(to: Float.self)
      for i in 0..<port.count { target[i] = Double(source[i]) }
    }
  }

  /// Where input `number` lies, to be written in place of `setInput`; nil unless the program computes in doubles.
  public func inputAddress(_ number: Int) -> UnsafeMutablePointer<Double>? {
    type == .float64 ? storage.pointee.inputs[number].address.assumingMemoryBound(to: Double.self) : nil
  }

  /// Where output `number` lies, valid until the next run; nil unless the program computes in doubles.
  public func outputAddress(_ number: Int) -> UnsafePointer<Double>? {
    type == .float64 ? UnsafePointer(storage.pointee.outputs[number].address.assumingMemoryBound(to: Double.self)) : nil
  }

  /// The first entry of output `number`; NaN if it is empty.
  public func scalar(_ number: Int) -> Double {
    let port = storage.pointee.outputs[number]
    if port.count == 0 { return .nan }
    switch type {
    case .float64: return port.address.assumingMemoryBound(to: Double.self).pointee
    case .float32: return Double(port.address.assumingMemoryBound(to: Float.self).pointee)
    }
  }

  @inline(__always)
  private func copy(_ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, _ count: Int) {
    _copyEntries(target, source, count)
  }

  /// Scalar instructions, runs and matrix calls of one execution.
  public var instructionCount: Int { tape.instructions.count }
  /// Bytes of the arena in which everything is computed.
  public var arenaBytes: Int { tape.size * (type == .float64 ? 8 : 4) }
}
