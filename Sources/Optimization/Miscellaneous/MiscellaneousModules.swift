/// The family's modules in the order of listing.
let miscellaneousModules: [Module.Type] = [SaveBest.self, PrintLoss.self, PrintUpdate.self, PrintParams.self, PrintShape.self]
