import Numerics

/// An instruction on single entries of the arena (d ← a, b, c), or a call of a run or of matrix work (number a).
struct Instruction: BitwiseCopyable {
  var code: Opcode
  var d, a, b, c: Int32
}

/// An instruction on one block of a run. Addresses move with the block where their mask is -1 and stay where it is 0; from lane to
/// lane operands move by `stride` bytes.
struct BlockInstruction: BitwiseCopyable {
  var code: Opcode
  /// Whether nothing beyond the last entry of the destination may be written.
  var isExact: Bool
  var d, a, b, c: UnsafeMutableRawPointer
  var maskD, maskA, maskB, maskC: Int
  var strideA, strideB, strideC: Int
  /// Words of a `StridedLayout`, or a table of indices.
  var words: UnsafeMutablePointer<Int>
}

/// Elementwise work on `count` entries: instructions first..<body once, body..<end for each block.
struct Run: BitwiseCopyable {
  var count, block: Int
  var first, body, end: Int
}

struct MatrixCall<Work: BitwiseCopyable>: BitwiseCopyable {
  var work: Work
  var a, b, result: UnsafeMutableRawPointer
}

/// Where an input or output lies.
struct Port: BitwiseCopyable {
  var address: UnsafeMutableRawPointer
  var count: Int
}

/// Plain memory that holds a list which does not change; freed by its owner.
struct Pool<Item: BitwiseCopyable>: BitwiseCopyable {
  let base: UnsafeMutablePointer<Item>
  let count: Int

  init(_ items: [Item]) {
    count = items.count
    base = .allocate(capacity: max(1, count))
    base.initialize(from: items, count: count)
  }

  func free() { base.deallocate() }

  @inline(__always) subscript(i: Int) -> Item {
    @inline(__always) unsafeAddress { UnsafePointer(base + i) }
  }
}

/// A compiled program: instructions over one arena, all in plain memory.
struct Tape: BitwiseCopyable {
  let arena: UnsafeMutableRawPointer
  /// Entries of the arena.
  let size: Int
  let sizeWithoutReuse: Int
  let scratch: UnsafeMutableRawPointer
  let instructions: Pool<Instruction>
  let runs: Pool<Run>
  let blocks: Pool<BlockInstruction>
  let words: Pool<Int>
  let products: Pool<MatrixCall<MatrixProduct>>
  let factors: Pool<MatrixCall<Factorization>>
  let substitutions: Pool<MatrixCall<Substitution>>
  let inputs: Pool<Port>
  let outputs: Pool<Port>

  func free() {
    arena.deallocate()
    instructions.free()
    runs.free()
    blocks.free()
    words.free()
    products.free()
    factors.free()
    substitutions.free()
    inputs.free()
    outputs.free()
  }
}
