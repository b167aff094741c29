/// The family's modules in the order of listing.
let smoothingModules: [Module.Type] = [
]
