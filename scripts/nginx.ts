/** Prints the path of nginx:  node scripts/nginx.ts. As root on Debian or Ubuntu, apt installs one where there is none, and starts no service. */
import { installed } from './servers/install.ts';
import { nginx } from './servers/programs.ts';

installed(nginx, line => console.error(line)).then(console.log, (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
