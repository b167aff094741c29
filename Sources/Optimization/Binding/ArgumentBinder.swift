import Language

/// Binds the arguments of one call to a module's settings and gives the call's canonical text.
struct ArgumentBinder {
  let module: Module
  let name: String
  let nameRange: SourceRange
  let reader: ChainReader

  func bind(_ arguments: [Argument]) -> String {
    let members = module.members
    if type(of: module).takesAnything { return name }
    var bound = Set<Int>()
    var texts: [String] = []
    var next = 0

    // Where a setting takes all positional arguments, they are its list.
    if let variadic = members.settings.firstIndex(where: \.isVariadic) {
      let positional = arguments.filter { $0.name == nil }.map(\.value)
      let setting = members.settings[variadic]
      if !positional.isEmpty {
        bound.insert(variadic)
        do {
          try setting.bindVariadic(positional, reader)
          let text = setting.text
          texts.append(text.hasPrefix("[") ? String(text.dropFirst().dropLast()) : text)
        } catch {
          reader.note(error, at: positional[0].range.lowerBound..<positional[positional.count - 1].range.upperBound, prefix: "\(name): ")
        }
      }
      next = members.settings.count
    }

    for argument in arguments {
      let index: Int
      if let given = argument.name {
        guard let known = members.settingNames.firstIndex(where: { sameName($0, given) }) else {
          noteUnknown(given, argument)
          continue
        }
        index = known
      } else if members.settings.contains(where: \.isVariadic) {
        continue
      } else if next < members.settings.count {
        index = next
        next += 1
      } else {
        let count = members.settings.count
        reader.note(
          SettingError(count == 0 ? "\(name) takes no arguments" : "\(name) takes at most \(count) argument\(count == 1 ? "" : "s")"),
          at: argument.value.range)
        continue
      }
      let settingName = members.settingNames[index]
      guard bound.insert(index).inserted else {
        reader.note(SettingError("\(name): '\(settingName)' is given twice"), at: argument.nameRange ?? argument.value.range)
        continue
      }
      do {
        let setting = members.settings[index]
        try setting.bind(argument.value, reader)
        let text = setting.chains.isEmpty ? argument.value.description : setting.text
        texts.append(argument.name == nil ? text : "\(settingName)=\(text)")
      } catch {
        reader.note(error, at: argument.value.range, prefix: "\(name)(\(settingName)): ")
      }
    }

    for (index, setting) in members.settings.enumerated() where setting.isRequired && !bound.contains(index) {
      reader.note(
        SettingError("\(name) needs '\(members.settingNames[index])': \(setting.typeName) (\(setting.summary))"), at: nameRange)
    }
    return texts.isEmpty ? name : "\(name)(\(texts.joined(separator: ", ")))"
  }

  private func sameName(_ a: String, _ b: String) -> Bool { a == b || a.lowercased() == b.lowercased() }

  private func noteUnknown(_ given: String, _ argument: Argument) {
    let names = module.members.settingNames
    let hint: String?
    if let near = nearestNames(to: given, in: names).first {
      hint = "did you mean '\(near)'?"
    } else {
      hint = names.isEmpty ? "it takes none" : "it takes " + names.joined(separator: ", ")
    }
    reader.note(
      SettingError("\(name) has no parameter '\(given)'", hint: hint), at: argument.nameRange ?? argument.value.range)
  }
}
