import Language
import Testing

@testable import Optimization

/// What every declaration must have, checked over the list of modules.
@Suite struct RegistryTests {
  @Test("Names are unique and canonical")
  func names() {
    let names = Registry.standard.names
    #expect(Set(names).count == names.count)
    for name in names { #expect(name == canonicalModuleName(name), "\(name)") }
  }

  @Test("Every module says what it does, and every setting what it means; names of settings are unique")
  func documentation() {
    for type in Registry.standard.types {
      let declaration = type.declaration
      #expect(declaration.summary.hasSuffix("."), "\(declaration.name)")
      #expect(!declaration.rule.isEmpty, "\(declaration.name)")
      let members = type.init().members
      #expect(Set(members.settingNames).count == members.settings.count, "\(declaration.name)")
      for (name, setting) in zip(members.settingNames, members.settings) {
        #expect(!setting.summary.isEmpty, "\(declaration.name)(\(name))")
      }
    }
  }

  @Test("Defaults read back as themselves")
  func defaults() {
    for type in Registry.standard.types {
      let module = type.init()
      for (name, setting) in zip(module.members.settingNames, module.members.settings) where !setting.isRequired {
        let text = setting.text
        do {
          let syntax = try Parser.parse(text)
          let copy = type.init()
          let index = copy.members.settingNames.firstIndex(of: name)
          let same = index.map { copy.members.settings[$0] }
          try same?.bind(syntax, ChainReader(source: text))
          #expect(same?.text == text, "\(type.declaration.name)(\(name))")
        } catch {
          Issue.record("\(type.declaration.name)(\(name)=\(text)): \(error)")
        }
      }
    }
  }
}
