"use strict";
// Loaded into Azurite before its own code. Azurite loads modules for telemetry, which is switched off, and for
// metadata in SQL, which is not used; they are four tenths of its start. Here each is loaded when it is first used.
const Module = require("node:module");

const isRarelyUsed = (request) => request === "applicationinsights" || request.endsWith("/SqlBlobServer");
const load = Module._load;

function loadedWhenUsed(request, parent) {
  let loaded;
  const real = () => (loaded ??= load.call(Module, request, parent, false));
  // Compiled TypeScript asks each module for `__esModule` when it loads it; these two have it.
  const get = (_, name) => name === "__esModule" || real()[name];
  return new Proxy({}, { get, has: (_, name) => name in real() });
}

Module._load = function (request, parent, isMain) {
  return isRarelyUsed(request) ? loadedWhenUsed(request, parent) : load.call(this, request, parent, isMain);
};
