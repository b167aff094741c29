import Numerics

/// The declared memory of a chain's modules, those of inner chains included, copied apart from later steps.
public struct ChainMemory {
  /// Of the top-level modules, in order.
  public let modules: [ModuleMemory]

  public init(_ chain: Chain) { modules = chain.modules.map(ModuleMemory.init) }

  /// About how many bytes it holds.
  var size: Int { modules.reduce(0) { $0 + $1.size } }

  /// Gives every module the memory of the module at its place; says which are another module or of another shape and so start anew.
  @discardableResult
  public func restore(into chain: Chain) throws -> [Module] {
    try zip(modules, chain.modules).flatMap { try $0.restore(into: $1) }
  }
}

/// The memory of one module and of the chains in its settings.
public struct ModuleMemory {
  private let type: ObjectIdentifier
  private let shape: String
  private let states: [Any]
  private let children: [(name: String, memory: ChainMemory)]

  init(_ module: Module) {
    type = ObjectIdentifier(Swift.type(of: module))
    shape = module.memoryShape
    states = module.members.states.map { $0.snapshot() }
    children = module.members.children.map { ($0, ChainMemory($1)) }
  }

  var size: Int { states.reduce(0) { $0 + byteCount(of: $1) } + children.reduce(0) { $0 + $1.memory.size } }

  /// Puts the memory into a prepared module of the same kind, whose settings may differ; the modules that start anew.
  public func restore(into module: Module) throws -> [Module] {
    let members = module.members
    guard type == ObjectIdentifier(Swift.type(of: module)), shape == module.memoryShape, states.count == members.states.count else {
      return [module]
    }
    for (state, snapshot) in zip(members.states, states) { state.restore(snapshot) }
    try module.memoryRestored()
    var fresh: [Module] = []
    for (name, chain) in members.children {
      if let known = children.first(where: { $0.name == name }) {
        fresh += try known.memory.restore(into: chain)
        fresh += chain.modules.dropFirst(known.memory.modules.count)
      } else {
        fresh += chain.modules
      }
    }
    return fresh
  }
}

/// About how many bytes a snapshot holds: vectors and matrices wherever they lie in it, and a little for all else.
func byteCount(of snapshot: Any, depth: Int = 0) -> Int {
  switch snapshot {
  case let vector as Vector: 8 * vector.count
  case let matrix as Matrix: 8 * matrix.rows * matrix.columns
  case let numbers as [Double]: 8 * numbers.count
  case _ where depth > 8: 16
  default: Mirror(reflecting: snapshot).children.reduce(16) { $0 + byteCount(of: $1.value, depth: depth + 1) }
  }
}
