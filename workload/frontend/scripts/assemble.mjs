/** Puts the static files where the standalone server looks for them. */
import { cpSync } from "node:fs";

cpSync(".next/static", ".next/standalone/.next/static", { recursive: true });
