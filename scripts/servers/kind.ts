/** Where one server lives: all it owns is below `dir`, and it listens on `port` and the few that its kind says follow. */
export interface Place {
  name: string;
  dir: string;
  data: string;
  log: string;
  port: number;
}

export interface Launch {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

/**
 * One sort of server, and how the lab runs it without Docker.
 *
 * Promises of every kind, checked by round-trips.test.ts on the real server:
 *   starts     after start() a client of the lessons can do its work at url()
 *   own        it listens on 127.0.0.1, on its own ports, and writes only below its place
 *   many       instances beside each other do not disturb each other
 *   lasts      what it stored is there after stop and start
 *   recovers   it starts again after kill -9
 *   leaves     after stop no process of it is left
 */
export interface Kind {
  /** What `status` calls it; an emulator is named as one. */
  title: string;
  /** How many there may be: postgres, postgres-2 … */
  instances: number;
  /** The first instance's port, counted from LAB_PORTS_FROM; the others follow in steps of `portStep`. */
  port: number;
  portStep?: number;
  /** All ports that one instance listens on, as offsets from its own. */
  ports?: number[];
  /** The environment variable that holds its URL; the second instance's ends in _2. */
  variable: string;
  url(port: number): string;
  /** The Compose file that holds it, from the top of the repo. */
  composeFile: string;
  /** Its name there, where it is not the lab's. */
  composeService?: string;
  /** Its port there, counted as `port` is, where that is another. */
  composePort?: number;
  /** Makes sure its programs are on this machine, or throws telling how to install them. Returns the version. */
  install(say: Say): Promise<string>;
  /** Makes the data directory fit to start from: also after kill -9. */
  prepare(place: Place): Promise<void>;
  launch(place: Place): Launch;
  /** One handshake of its protocol, rejecting while it is not ready; must settle within 5 s. */
  handshake(url: string): Promise<void>;
  /** For instances that are only something together, as a cluster: makes them one. Called at every start; does it once. */
  together?(urls: string[]): Promise<void>;
  /** The signal that makes it finish its work and go; SIGTERM where none is named. */
  stopSignal?: NodeJS.Signals;
  /** Takes hundreds of megabytes: `npm test` starts it in as few lanes as it can. */
  heavy?: true;
  /** How long a start may take. */
  startSeconds?: number;
}

/** Prints one line for the person at the terminal. */
export type Say = (line: string) => void;
