/** AWS, on demand, us-east-1, Linux. List prices as known: check the source before you rely on one. No page of AWS was at hand. */
export interface Price {
  what: string;
  /** For an hour, or for a month of 730 hours where it is sold so. */
  hourly?: number;
  monthly?: number;
  /** The page to check. */
  source: string;
  asOf: string;
  /** Where it was read. */
  seen: string;
}

const ec2 = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const elb = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
const remembered = { asOf: '2025', seen: 'from memory' };

export const prices = {
  controlPlane: {
    ...{ what: 'EKS control plane', hourly: 0.1, source: 'https://aws.amazon.com/eks/pricing/' },
    ...{ asOf: '2026-03', seen: 'https://cloudburn.io/blog/amazon-eks-pricing' },
  },
  t3Medium: { what: 't3.medium', hourly: 0.0416, source: ec2, ...remembered },
  gpuNode: { what: 'g4dn.xlarge (one T4)', hourly: 0.526, source: ec2, ...remembered },
  t3Small: { what: 't3.small', hourly: 0.0208, source: ec2, ...remembered },
  cacheT3Small: {
    ...{ what: 'cache.t3.small', hourly: 0.034, source: 'https://aws.amazon.com/elasticache/pricing/' },
    ...remembered,
  },
  gp3: {
    ...{ what: 'EBS gp3, a GB (3,000 IOPS and 125 MB/s are free)', monthly: 0.08 },
    ...{ source: 'https://aws.amazon.com/ebs/pricing/', ...remembered },
  },
  balancer: { what: 'ALB', hourly: 0.0225, source: elb, ...remembered },
  balancerUnit: { what: 'ALB, a capacity unit', hourly: 0.008, source: elb, ...remembered },
  node: {
    ...{ what: 'm7g.large (2 cores)', hourly: 0.0816, source: ec2, asOf: '2026-06' },
    seen: 'https://www.factualminds.com/blog/amazon-ec2-on-demand-pricing-instance-families-2026/',
  },
  egress: { what: 'data out to the internet, a GB', monthly: 0.09, source: ec2, ...remembered },
} satisfies Record<string, Price>;

export const HOURS_A_MONTH = 730;

export interface Item {
  what: string;
  count: number;
  price: Price;
  /** Of the 730 hours. */
  hours?: number;
}

/** Dollars a month. */
export const monthly = ({ count, price, hours = HOURS_A_MONTH }: Item): number =>
  count * (price.monthly ?? (price.hourly ?? 0) * hours);

export const total = (items: Item[]): number => items.reduce((sum, item) => sum + monthly(item), 0);

/** What the document draws. Volumes are not sized there: 50 GB for each of seven nodes is our assumption. */
export function drawn(gpus = 1, gpuHours = HOURS_A_MONTH): Item[] {
  return [
    { what: 'control plane', count: 1, price: prices.controlPlane },
    { what: 'worker nodes', count: 2, price: prices.t3Medium },
    { what: 'GPU nodes', count: gpus, price: prices.gpuNode, hours: gpuHours },
    { what: 'Kafka brokers', count: 2, price: prices.t3Small },
    { what: 'Redis, primary and replica', count: 2, price: prices.cacheT3Small },
    { what: 'volumes, in GB', count: 50 * (6 + gpus), price: prices.gp3 },
    { what: 'load balancer', count: 1, price: prices.balancer },
    { what: 'load balancer, one capacity unit', count: 1, price: prices.balancerUnit },
  ];
}
