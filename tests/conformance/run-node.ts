import * as fanfare from "fanfare";
import { suite, type Outcome, type Server } from "./suite.js";

export const run = (server: Server): Promise<Outcome[]> => suite(fanfare, server);
