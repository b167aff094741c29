/// The family's modules in the order of listing.
let smoothingModules: [Module.Type] = [SqrtHomotopy.self, LogHomotopy.self, SquareHomotopy.self, ExpHomotopy.self]
