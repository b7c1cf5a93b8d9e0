// A field that holds something to copy selects all of it when it is entered.
import { on } from "../web/dom.js";

on("focusin", "input[data-select-all]", (input) => input.select());
