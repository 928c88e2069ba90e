// Node loads it before jsii (`--require`). The index.js of provider bindings requires each of its modules, 1,527 in
// azurerm's; here each is required when it is first used. A file of another form is left as it is.
"use strict";

const Module = require("node:module");

const INDEX = /[\\/]@(?:cdktf|cdktn)[\\/]provider-[^\\/]+[\\/]lib[\\/]index\.js$/;
const EXPORTED_MODULE = /^exports\.(\w+) = require\(("\.\/[\w./-]+")\);$/gm;
const ON_DEMAND =
  'Object.defineProperty(exports, "$1", { enumerable: true, configurable: true, get: () => require($2) });';

const compile = Module.prototype._compile;

Module.prototype._compile = function (content, filename, ...others) {
  const lean = INDEX.test(filename) ? content.replace(EXPORTED_MODULE, ON_DEMAND) : content;
  return compile.call(this, lean, filename, ...others);
};
