/** Prints the path of nginx:  node scripts/nginx.ts. As root on Debian or Ubuntu, apt installs one where there is none, and starts no service. */
import { installed } from './servers/install.ts';

const nginx = {
  command: 'nginx',
  alsoIn: ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'], // not in everybody's PATH
  apt: 'nginx',
  brew: 'nginx',
};

/** Installs it where it is missing; rejects and says how to, where that cannot be done here. */
export const nginxPath = (say: (line: string) => void): Promise<string> => installed(nginx, say);

if (import.meta.main)
  nginxPath(line => console.error(line)).then(console.log, (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
