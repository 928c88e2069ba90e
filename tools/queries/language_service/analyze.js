// Reads {tables: {table: schema}, queries: {name: text}} from standard input and writes
// {name: [{severity, code, message, line, column}]}: what Microsoft's language service finds in each query.
"use strict";
const fs = require("fs");

const folder = "@kusto/language-service-next/";
require(folder + "bridge.min.js");
require(folder + "Kusto.Language.Bridge.min.js");

const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

function position(text, offset) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: lines[lines.length - 1].length + 1 };
}

function diagnostics(text, globals) {
  const list = KustoCode.ParseAndAnalyze(text, globals).GetDiagnostics();
  return Array.from({ length: list.Count }, (_, index) => {
    const { Severity: severity, Code: code, Message: message, Start: start } = list.getItem(index);
    return { severity, code, message, ...position(text, start) };
  });
}

const { tables, queries } = JSON.parse(fs.readFileSync(0, "utf8"));
const symbols = Object.entries(tables).map(([name, schema]) => Symbols.TableSymbol.From(schema).WithName(name));
const database = new Symbols.DatabaseSymbol.ctor("workspace", symbols);
const globals = GlobalState.Default.WithDatabase(database);
const found = Object.entries(queries).map(([name, text]) => [name, diagnostics(text, globals)]);
process.stdout.write(JSON.stringify(Object.fromEntries(found)));
