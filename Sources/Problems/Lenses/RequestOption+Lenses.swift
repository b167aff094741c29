import Language

// Batches, lenses, noise and programs in the text of a request.

extension RequestOption {
  static let lenses: [RequestOption] = [
    lens("scale", "scale=1000", \.scale), flag("rotate", \.rotate), flag("permute", \.permute), lens("shift", "shift=10", \.shift),
    noise, noiseOn,
  ]

  private static func lens(
    _ name: String, _ example: String, _ path: any WritableKeyPath<Lenses, Double?> & Sendable
  ) -> RequestOption {
    RequestOption(
      name: name, example: example,
      read: { request, text in
        request.lenses[keyPath: path] = number(text)
        return request.lenses[keyPath: path] != nil
      },
      text: { $0.lenses[keyPath: path].map { canonicalText(of: $0) } })
  }

  private static func flag(_ name: String, _ path: any WritableKeyPath<Lenses, Bool> & Sendable) -> RequestOption {
    RequestOption(
      name: name, example: name,
      read: { request, text in
        request.lenses[keyPath: path] = text == "true"
        return text == "true" || text == "false"
      },
      text: { $0.lenses[keyPath: path] ? "true" : nil })
  }

  private static let noise = RequestOption(
    name: "noise", example: "noise=0.1 or noise=5%",
    read: { request, text in
      guard var noise = Noise(reading: text) else { return false }
      noise.place = request.noise?.place ?? .both
      request.noise = noise
      return true
    },
    text: { $0.noise?.text })

  /// Stands behind `noise`.
  private static let noiseOn = RequestOption(
    name: "noise-on", example: "noise=0.1 noise-on=gradient",
    read: { request, text in
      guard let place = Noise.Place(rawValue: text), request.noise != nil else { return false }
      request.noise?.place = place
      return true
    },
    text: { request in request.noise.flatMap { $0.place == .both ? nil : $0.place.rawValue } })

  static let timeout = RequestOption(
    name: "timeout", example: "timeout=60",
    read: { request, text in
      guard case .command = request.subject, let value = number(text), value > 0 else { return false }
      request.timeout = value
      return true
    },
    text: { $0.timeout.map { canonicalText(of: $0) } })

  static let batch = RequestOption(
    name: "batch", example: "batch=32",
    read: { request, text in
      guard let value = Int(text), value >= 1 else { return false }
      switch request.subject {
      case .data(let path, var options):
        options.batch = value
        request.subject = .data(path: path, options)
      case .builtIn: request.batch = value
      case .formula, .command: return false
      }
      return true
    },
    text: { request in
      if case .data(_, let options) = request.subject { options.batch.map(String.init) } else { request.batch.map(String.init) }
    })
}
