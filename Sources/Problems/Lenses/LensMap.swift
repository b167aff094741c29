import Autograd
import Numerics
import Optimization

#if canImport(Glibc)
  import Glibc
#endif

/// What lenses do to the parameters of one layout: y, as a method sees a point, and x, as the problem has it.
final class LensMap {
  let lenses: Lenses
  let layout: Layout
  /// d in x = d·y, over all entries.
  private let units: Vector?
  /// For each tensor and each of its axes.
  private let rotations: [[Rotation]]
  private let orders: [[[Int]]]
  private let offset: Vector?

  /// What a table of places may take, several times over.
  static var longestAxis: Int { 10_000_000 }

  init(_ lenses: Lenses, _ layout: Layout, seed: UInt64) {
    self.lenses = lenses
    self.layout = layout
    // Streams 1 to 4 of a stream that nothing else draws from.
    let source = RandomSource(seed: seed).stream(0x6C65_6E73)
    let n = layout.count
    units = lenses.scale.map { condition in
      var random = source.stream(1)
      let places = random.permutation(n)
      return Vector(places.map { n == 1 ? 1 : pow(condition, Double($0) / Double(n - 1) - 0.5) })
    }
    var rotating = source.stream(2)
    rotations = lenses.rotate ? layout.segments.map { $0.shape.map { Rotation($0, &rotating) } } : []
    var permuting = source.stream(3)
    orders = lenses.permute ? layout.segments.map { $0.shape.map { permuting.permutation($0) } } : []
    offset = lenses.shift.map { size in
      var random = source.stream(4)
      let direction = Vector(count: n)
      random.fill(direction, .sphere)
      direction.scale(by: size)
      return direction
    }
  }

  // MARK: traced

  /// x of y.
  func inward(_ y: [Expression]) -> [Expression] {
    y.enumerated().map { k, tensor in
      var x = tensor
      if let offset { x -= part(offset, k, of: tensor) }
      for (axis, order) in (orders.isEmpty ? [] : orders[k]).enumerated() { x = x.gather(inverse(of: order), axis: axis) }
      x = rotated(x, k, inverted: true)
      if let units { x *= part(units, k, of: tensor) }
      return x
    }
  }

  /// y of x.
  func outward(_ x: [Expression]) -> [Expression] {
    x.enumerated().map { k, tensor in
      var y = tensor
      if let units { y /= part(units, k, of: tensor) }
      y = rotated(y, k, inverted: false)
      for (axis, order) in (orders.isEmpty ? [] : orders[k]).enumerated() { y = y.gather(order, axis: axis) }
      if let offset { y += part(offset, k, of: tensor) }
      return y
    }
  }

  private func rotated(_ tensor: Expression, _ k: Int, inverted: Bool) -> Expression {
    var tensor = tensor
    for (axis, rotation) in (rotations.isEmpty ? [] : rotations[k]).enumerated() {
      // The axis comes last, and the others become rows.
      var order = Array(0..<tensor.rank)
      order.remove(at: axis)
      order.append(axis)
      let moved = tensor.transpose(order)
      let size = tensor.shape[axis]
      let rows = moved.reshape([tensor.count / size, size])
      tensor = rotation(rows, inverted: inverted).reshape(moved.shape).transpose(inverse(of: order))
    }
    return tensor
  }

  /// The entries of a vector over all parameters that belong to tensor k.
  private func part(_ vector: Vector, _ k: Int, of tensor: Expression) -> Expression {
    let segment = layout.segments[k]
    if layout.segments.count == 1 { return tensor.graph.tensor(vector, shape: tensor.shape) }
    let entries = parts[ObjectIdentifier(vector), default: [:]][k] ?? Vector((0..<segment.count).map { vector[segment.offset + $0] })
    parts[ObjectIdentifier(vector), default: [:]][k] = entries
    return tensor.graph.tensor(entries, shape: tensor.shape)
  }
  /// Kept, so that a graph that traces them twice has them once.
  private var parts: [ObjectIdentifier: [Int: Vector]] = [:]

  // MARK: numbers

  private lazy var toProblem = compile { self.inward($0) }
  private lazy var toMethod = compile { self.outward($0) }
  /// Inputs y, then the gradient in x: the gradient in y.
  private lazy var pullback = {
    let graph = Graph()
    let y = inputs(of: graph, from: 0)
    let cotangents = inputs(of: graph, from: y.count)
    let outputs = vjp(outputs: inward(y), cotangents: cotangents, inputs: y)
    return Program(graph: graph, outputs: outputs, inputs: (y + cotangents).map(\.shape))
  }()

  /// The point of the problem that a method's y names.
  func problemPoint(of y: Vector) -> Vector { run(toProblem, [y]) }
  /// The y by which a method names a point of the problem.
  func seenPoint(of x: Vector) -> Vector { run(toMethod, [x]) }
  /// The gradient in y from the gradient in x.
  func seenGradient(of g: Vector, at y: Vector) -> Vector { run(pullback, [y, g]) }

  private func inputs(of graph: Graph, from first: Int) -> [Expression] {
    layout.segments.enumerated().map { graph.input(first + $0, shape: $1.shape) }
  }

  private func compile(_ map: ([Expression]) -> [Expression]) -> Program {
    let graph = Graph()
    let parameters = inputs(of: graph, from: 0)
    return Program(graph: graph, outputs: map(parameters), inputs: parameters.map(\.shape))
  }

  private func run(_ program: Program, _ vectors: [Vector]) -> Vector {
    let result = Vector(count: layout.count)
    let segments = layout.segments
    for (v, vector) in vectors.enumerated() {
      for (k, segment) in segments.enumerated() { program.setInput(v * segments.count + k, vector.base + segment.offset) }
    }
    program.run()
    for (k, segment) in segments.enumerated() { program.output(k, into: result.base + segment.offset) }
    return result
  }
}
