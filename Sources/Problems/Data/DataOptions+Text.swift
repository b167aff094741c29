import Language

// The options of CSV files in the text of a request.

extension RequestOption {
  static let data: [RequestOption] = [
    data("target", "target=y", { $0.target = $1; return true }, { $0.target }),
    data(
      "features", "features=a,b", { $0.features = $1.split(separator: ",").map(String.init); return true },
      { $0.features?.joined(separator: ",") }),
    data("model", "model=softmax", { $0.model = $1; return true }, { $0.model == "linear" ? nil : $0.model }),
    data("loss", "loss=huber", { $0.loss = $1; return true }, { $0.loss }),
    weight("l1", \.l1), weight("l2", \.l2),
    data(
      "standardize", "standardize", { options, text in options.standardize = text == "true"; return text == "true" || text == "false" },
      { $0.standardize ? "true" : nil }),
    weight("test-fraction", \.testFraction),
    data(
      "missing", "missing=drop",
      { options, text in
        guard let policy = MissingPolicy(rawValue: text) else { return false }
        options.missing = policy
        return true
      }, { $0.missing == .error ? nil : $0.missing.rawValue }),
  ]

  private static func weight(_ name: String, _ path: any WritableKeyPath<DataOptions, Double> & Sendable) -> RequestOption {
    data(
      name, "\(name)=0.1",
      { options, text in
        guard let value = number(text) else { return false }
        options[keyPath: path] = value
        return true
      }, { $0[keyPath: path] == 0 ? nil : canonicalText(of: $0[keyPath: path]) })
  }

  /// An option that CSV files alone have.
  private static func data(
    _ name: String, _ example: String, _ read: @escaping @Sendable (inout DataOptions, String) -> Bool,
    _ text: @escaping @Sendable (DataOptions) -> String?
  ) -> RequestOption {
    RequestOption(
      name: name, example: example,
      read: { request, text in
        guard case .data(let path, var options) = request.subject, read(&options, text) else { return false }
        request.subject = .data(path: path, options)
        return true
      },
      text: { request in
        guard case .data(_, let options) = request.subject else { return nil }
        return text(options)
      })
  }
}
