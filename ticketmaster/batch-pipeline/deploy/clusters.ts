/** Kinds that Kubernetes itself does not know, as far as they are used here. An unknown field is refused. */
import { z } from 'zod';

const labels = z.record(z.string(), z.string());
const whole = z.int().nonnegative();
/** KEDA takes all that a trigger says as texts. */
const number = z.string().regex(/^\d+$/);

/** https://keda.sh/docs/2.22/reference/scaledobject-spec/ and https://keda.sh/docs/2.22/scalers/apache-kafka/ and …/prometheus/ */
export const scaledObject = z.strictObject({
  apiVersion: z.literal('keda.sh/v1alpha1'),
  kind: z.literal('ScaledObject'),
  metadata: z.strictObject({ name: z.string(), namespace: z.string().optional(), labels: labels.optional() }),
  spec: z.strictObject({
    scaleTargetRef: z.strictObject({
      name: z.string(),
      kind: z.string().optional(),
      apiVersion: z.string().optional(),
    }),
    pollingInterval: whole.optional(),
    cooldownPeriod: whole.optional(),
    minReplicaCount: whole.optional(),
    maxReplicaCount: whole.optional(),
    advanced: z
      .strictObject({
        horizontalPodAutoscalerConfig: z.strictObject({
          behavior: z.strictObject({ scaleDown: z.strictObject({ stabilizationWindowSeconds: whole }) }),
        }),
      })
      .optional(),
    triggers: z.array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('kafka'),
          metadata: z.strictObject({
            bootstrapServers: z.string(),
            consumerGroup: z.string(),
            topic: z.string().optional(),
            lagThreshold: number,
            activationLagThreshold: number.optional(),
            offsetResetPolicy: z.enum(['latest', 'earliest']).optional(),
            allowIdleConsumers: z.enum(['true', 'false']).optional(),
          }),
        }),
        z.strictObject({
          type: z.literal('prometheus'),
          metadata: z.strictObject({
            serverAddress: z.url(),
            query: z.string(),
            threshold: number,
            activationThreshold: number.optional(),
          }),
        }),
      ]),
    ),
  }),
});

/** https://docs.aws.amazon.com/eks/latest/eksctl/schema.html */
export const eksCluster = z.strictObject({
  apiVersion: z.literal('eksctl.io/v1alpha5'),
  kind: z.literal('ClusterConfig'),
  metadata: z.strictObject({ name: z.string(), region: z.string(), version: z.string() }),
  vpc: z.strictObject({
    cidr: z.cidrv4(),
    clusterEndpoints: z.strictObject({ publicAccess: z.boolean(), privateAccess: z.boolean() }),
  }),
  iam: z.strictObject({ withOIDC: z.boolean() }),
  addons: z.array(
    z.strictObject({
      name: z.string(),
      configurationValues: z.string().optional(),
      wellKnownPolicies: z.strictObject({ ebsCSIController: z.boolean() }).optional(),
    }),
  ),
  managedNodeGroups: z.array(
    z.strictObject({
      name: z.string(),
      instanceType: z.string(),
      desiredCapacity: whole,
      minSize: whole,
      maxSize: whole,
      privateNetworking: z.boolean(),
      labels,
      taints: z
        .array(z.strictObject({ key: z.string(), value: z.string(), effect: z.enum(['NoSchedule', 'NoExecute']) }))
        .default([]),
    }),
  ),
});

/** https://kind.sigs.k8s.io/docs/user/configuration/ */
export const kindCluster = z.strictObject({
  apiVersion: z.literal('kind.x-k8s.io/v1alpha4'),
  kind: z.literal('Cluster'),
  name: z.string(),
  nodes: z.array(
    z.strictObject({
      role: z.enum(['control-plane', 'worker']),
      image: z.string(),
      labels,
      extraPortMappings: z
        .array(
          z.strictObject({
            listenAddress: z.literal('127.0.0.1'),
            hostPort: whole,
            containerPort: whole,
            protocol: z.literal('TCP'),
          }),
        )
        .optional(),
    }),
  ),
});
