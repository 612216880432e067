export interface TopologyParts {
  /** bin/postgres and bin/initdb are below it. */
  postgres: string;
  /** The path of redis-server. */
  redis: string;
  /** A sale is acknowledged once the replica has it, too. Off, only the primary has it for certain. */
  synchronous: boolean;
}

/** A server, as the drawing has it and as it is here. */
export interface Server {
  name: string;
  /** Where the drawing has it; null for what it does not have. */
  drawn: number | null;
  port: number;
  role: 'primary' | 'replica' | 'sentinel' | 'server';
  up: boolean;
}
