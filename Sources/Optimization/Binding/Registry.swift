import Language

/// All modules by name. A module is added by one line in `AllModules.swift`.
public struct Registry: Sendable {
  /// In order of listing.
  public let types: [Module.Type]
  private let byName: [String: Module.Type]

  public init(_ types: [Module.Type], aliases: [String: Module.Type] = [:]) {
    self.types = types
    var byName = aliases
    for type in types { byName[canonicalModuleName(type.declaration.name)] = type }
    self.byName = byName
  }

  /// Case, `_` and `-` do not matter.
  public subscript(name: String) -> Module.Type? { byName[canonicalModuleName(name)] }

  public var names: [String] { types.map { $0.declaration.name } }

  /// Every module of this package.
  public static let standard = Registry(allModules, aliases: moduleAliases)
}
