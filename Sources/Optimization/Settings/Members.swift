/// A module's declared settings and memory, found by reflection over its stored properties, superclass first.
public struct Members {
  public let settings: [any AnySetting]
  public let settingNames: [String]
  public let states: [any AnyState]
  public let stateNames: [String]

  init(of module: Module) {
    var layers: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: module)
    while let layer = mirror, layer.subjectType != Module.self {
      layers.append(layer)
      mirror = layer.superclassMirror
    }
    var settings: [(String, any AnySetting)] = []
    var states: [(String, any AnyState)] = []
    for layer in layers.reversed() {
      for child in layer.children {
        guard let label = child.label else { continue }
        let property = label.hasPrefix("_") ? String(label.dropFirst()) : label
        if let setting = child.value as? any AnySetting {
          settings.append((setting.givenName ?? snakeCase(property), setting))
        } else if let state = child.value as? any AnyState {
          states.append((property, state))
        }
      }
    }
    let order = type(of: module).settingOrder
    if !order.isEmpty {
      func rank(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }
      settings = settings.enumerated().sorted { (rank($0.element.0), $0.offset) < (rank($1.element.0), $1.offset) }.map(\.element)
    } else if let inner = settings.firstIndex(where: { $0.0 == "inner" }) {
      settings.append(settings.remove(at: inner))
    }
    self.settings = settings.map(\.1)
    settingNames = settings.map(\.0)
    self.states = states.map(\.1)
    stateNames = states.map(\.0)
  }

  /// Chains in the settings, each with the name of its setting (numbered where there are several).
  public var children: [(String, Chain)] {
    var children: [(String, Chain)] = []
    for (name, setting) in zip(settingNames, settings) {
      let chains = setting.chains
      for (i, chain) in chains.enumerated() { children.append((chains.count > 1 ? "\(name)[\(i)]" : name, chain)) }
    }
    return children
  }
}

/// `startLr` → `start_lr`
func snakeCase(_ name: String) -> String {
  var result = ""
  for character in name {
    if character.isUppercase {
      if !result.isEmpty { result += "_" }
      result += character.lowercased()
    } else {
      result.append(character)
    }
  }
  return result
}
