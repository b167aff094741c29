import Numerics

/// How entries of a module's memory follow when the update is expressed in another basis, new = C·old.
enum BasisBehaviour {
  /// As the update does: b ← C b.
  case linear
  /// As squares: b ← (C ⊙ C) b, the diagonal of C diag(b) Cᵀ.
  case squared
  /// As magnitudes, roots of squares.
  case magnitude
  /// An n × n matrix: B ← C B Cᵀ.
  case covariance
  /// Work space, whose content nobody misses.
  case work
}

/// What of the modules' memory follows a change of basis, by module and name of the memory. Numbers and flags stay as they are.
let basisMemory: [String: [String: BasisBehaviour]] = [
  "adagrad": ["s": .squared],
  "adam": ["m": .linear, "v": .squared, "largest": .squared],
  "adan": ["m": .linear, "v": .linear, "n": .squared, "previous": .linear],
  "clipnormbyema": ["m": .linear],
  "clipvaluebyema": ["m": .magnitude],
  "clipvaluegrowth": ["p": .linear],
  "ema": ["m": .linear],
  "emasquared": ["v": .squared, "largest": .squared],
  "fullmatrixadagrad": ["accumulator": .covariance, "power": .work],
  "heavyball": ["m": .linear],
  "lion": ["m": .linear],
  "marscorrection": ["previous": .linear],
  "msammomentum": ["v": .linear, "shift": .work, "direction": .work],
  "nag": ["v": .linear],
  "normalizebyema": ["m": .linear],
  "rmsprop": ["m": .linear, "v": .squared, "largest": .squared, "corrected": .work],
  "rprop": ["previous": .linear],
  "sqrtemasquared": ["v": .squared, "largest": .squared],
]

/// The memory of the modules that run in a basis, held while the basis changes.
struct BasisMemory {
  struct Entry {
    let state: any AnyState
    let behaviour: BasisBehaviour?
    /// A copy; vectors in it may be written.
    var content: Any
    /// It cannot follow, and starts anew.
    var isLost = false
  }
  /// By module, in the order of the chain and its inner chains.
  private(set) var modules: [[Entry]] = []

  init(_ chain: Chain) {
    chain.forEachModule { module in
      let behaviours = basisMemory[module.name] ?? [:]
      let members = module.members
      modules.append(
        zip(members.states, members.stateNames).map { Entry(state: $0, behaviour: behaviours[$1], content: $0.snapshot()) })
    }
  }

  /// The copies of vectors that follow in this way.
  func vectors(_ behaviours: [BasisBehaviour]) -> [Vector] {
    modules.flatMap { $0 }.flatMap { entry -> [Vector] in
      guard let behaviour = entry.behaviour, behaviours.contains(behaviour) else { return [] }
      if let vector = entry.content as? Vector { return [vector] }
      return entry.content as? [Vector] ?? []
    }
  }

  /// Puts back what follows a change of basis within one size; the rest has stayed in place.
  func restoreFollowing() {
    for entry in modules.joined() where entry.behaviour != nil {
      if entry.isLost { entry.state.reset() } else { entry.state.restore(entry.content) }
    }
  }

  /// The memory after vectors have been replaced; `map` gives nil where a size does not fit.
  mutating func map(_ map: (Vector, BasisBehaviour) -> Vector?) {
    for i in modules.indices {
      for j in modules[i].indices {
        guard let behaviour = modules[i][j].behaviour else { continue }
        if let vector = modules[i][j].content as? Vector {
          if let moved = map(vector, behaviour) { modules[i][j].content = moved } else { modules[i][j].isLost = true }
        } else if let vectors = modules[i][j].content as? [Vector] {
          modules[i][j].content = vectors.compactMap { map($0, behaviour) }
        }
      }
    }
  }

  /// Puts back the memory after the chain was prepared for a basis of another size. A module with vectors that follow no change
  /// of basis has started anew as a whole.
  func restoreIntoNewSize() {
    for entries in modules {
      let follows = entries.allSatisfy { $0.behaviour != nil || !BasisMemory.hasVectors($0.content) }
      if follows { for entry in entries where entry.behaviour != .work && !entry.isLost { entry.state.restore(entry.content) } }
    }
  }

  private static func hasVectors(_ content: Any) -> Bool {
    switch content {
    case is Vector, is Matrix: return true
    case is Double, is Int, is Bool, is String, is RandomSource, is [Double], is [Int], is Double?: return false
    // Lists and other values, which may hold vectors.
    default: return true
    }
  }
}
