/**
 * Names of Kafka's configuration keys as its reference lists them for 4.1, with those that releases since 0.10.2 had and dropped.
 * Families in which no key bears on replication, and which grow from release to release, stand as patterns.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** https://kafka.apache.org/41/configuration/topic-configs */
export const TOPIC_KEYS = words(`
  cleanup.policy compression.gzip.level compression.lz4.level compression.type compression.zstd.level delete.retention.ms
  file.delete.delay.ms flush.messages flush.ms follower.replication.throttled.replicas index.interval.bytes
  leader.replication.throttled.replicas local.retention.bytes local.retention.ms max.compaction.lag.ms max.message.bytes
  message.downconversion.enable message.format.version message.timestamp.after.max.ms message.timestamp.before.max.ms
  message.timestamp.difference.max.ms message.timestamp.type min.cleanable.dirty.ratio min.compaction.lag.ms
  min.insync.replicas preallocate remote.copy.lag.bytes remote.copy.lag.ms remote.log.copy.disable
  remote.log.delete.on.disable remote.storage.enable retention.bytes retention.ms segment.bytes segment.index.bytes
  segment.jitter.ms segment.ms unclean.leader.election.enable
`)

/** https://kafka.apache.org/41/configuration/broker-configs, and what kafka-configs.sh sets on brokers. */
export const BROKER_KEYS = words(`
  add.partitions.to.txn.retry.backoff.max.ms add.partitions.to.txn.retry.backoff.ms advertised.host.name
  advertised.listeners advertised.port alter.config.policy.class.name alter.log.dirs.replication.quota.window.num
  alter.log.dirs.replication.quota.window.size.seconds authorizer.class.name auto.create.topics.enable
  auto.include.jmx.reporter auto.leader.rebalance.enable background.threads broker.heartbeat.interval.ms broker.id
  broker.id.generation.enable broker.rack broker.session.timeout.ms client.quota.callback.class compression.gzip.level
  compression.lz4.level compression.type compression.zstd.level connection.failed.authentication.delay.ms
  connections.max.idle.ms connections.max.reauth.ms control.plane.listener.name controlled.shutdown.enable
  controlled.shutdown.max.retries controlled.shutdown.retry.backoff.ms controller.listener.names
  controller.quorum.append.linger.ms controller.quorum.bootstrap.servers controller.quorum.election.backoff.max.ms
  controller.quorum.election.timeout.ms controller.quorum.fetch.timeout.ms controller.quorum.request.timeout.ms
  controller.quorum.retry.backoff.ms controller.quorum.voters controller.quota.window.num
  controller.quota.window.size.seconds controller.socket.timeout.ms cordoned.log.dirs create.topic.policy.class.name
  default.replication.factor delegation.token.expiry.check.interval.ms delegation.token.expiry.time.ms
  delegation.token.master.key delegation.token.max.lifetime.ms delegation.token.secret.key
  delete.records.purgatory.purge.interval.requests delete.topic.enable early.start.listeners eligible.leader.replicas.enable
  fetch.max.bytes fetch.purgatory.purge.interval.requests follower.replication.throttled.rate
  group.initial.rebalance.delay.ms group.max.session.timeout.ms group.max.size group.min.session.timeout.ms host.name
  initial.broker.registration.timeout.ms inter.broker.listener.name inter.broker.protocol.version
  kafka.metrics.polling.interval.secs kafka.metrics.reporters leader.imbalance.check.interval.seconds
  leader.imbalance.per.broker.percentage leader.replication.throttled.rate listener.security.protocol.map listeners
  log.cleaner.backoff.ms log.cleaner.dedupe.buffer.size log.cleaner.delete.retention.ms log.cleaner.enable
  log.cleaner.io.buffer.load.factor log.cleaner.io.buffer.size log.cleaner.io.max.bytes.per.second
  log.cleaner.max.compaction.lag.ms log.cleaner.min.cleanable.ratio log.cleaner.min.compaction.lag.ms log.cleaner.threads
  log.cleanup.policy log.dir log.dir.failure.timeout.ms log.dirs log.flush.interval.messages log.flush.interval.ms
  log.flush.offset.checkpoint.interval.ms log.flush.scheduler.interval.ms log.flush.start.offset.checkpoint.interval.ms
  log.index.interval.bytes log.index.size.max.bytes log.initial.task.delay.ms log.local.retention.bytes
  log.local.retention.ms log.message.downconversion.enable log.message.format.version log.message.timestamp.after.max.ms
  log.message.timestamp.before.max.ms log.message.timestamp.difference.max.ms log.message.timestamp.type log.preallocate
  log.retention.bytes log.retention.check.interval.ms log.retention.hours log.retention.minutes log.retention.ms
  log.roll.hours log.roll.jitter.hours log.roll.jitter.ms log.roll.ms log.segment.bytes log.segment.delete.delay.ms
  max.connection.creation.rate max.connections max.connections.per.ip max.connections.per.ip.overrides
  max.incremental.fetch.session.cache.slots max.request.partition.size.limit message.max.bytes metadata.log.dir
  metadata.log.max.record.bytes.between.snapshots metadata.log.max.snapshot.interval.ms metadata.log.segment.bytes
  metadata.log.segment.min.bytes metadata.log.segment.ms metadata.max.idle.interval.ms metadata.max.retention.bytes
  metadata.max.retention.ms metric.reporters metrics.num.samples metrics.recording.level metrics.sample.window.ms
  min.insync.replicas node.id num.io.threads num.network.threads num.partitions num.recovery.threads.per.data.dir
  num.replica.alter.log.dirs.threads num.replica.fetchers offset.metadata.max.bytes offsets.commit.required.acks
  offsets.commit.timeout.ms offsets.load.buffer.size offsets.retention.check.interval.ms offsets.retention.minutes
  offsets.topic.compression.codec offsets.topic.num.partitions offsets.topic.replication.factor offsets.topic.segment.bytes
  password.encoder.cipher.algorithm password.encoder.iterations password.encoder.key.length
  password.encoder.keyfactory.algorithm password.encoder.old.secret password.encoder.secret port principal.builder.class
  process.roles producer.id.expiration.check.interval.ms producer.id.expiration.ms
  producer.purgatory.purge.interval.requests queued.max.request.bytes queued.max.requests quota.consumer.default
  quota.producer.default quota.window.num quota.window.size.seconds remote.fetch.max.wait.ms
  remote.list.offsets.request.timeout.ms remote.log.index.file.cache.total.size.bytes
  remote.log.manager.copier.thread.pool.size remote.log.manager.copy.max.bytes.per.second
  remote.log.manager.copy.quota.window.num remote.log.manager.copy.quota.window.size.seconds
  remote.log.manager.expiration.thread.pool.size remote.log.manager.fetch.max.bytes.per.second
  remote.log.manager.fetch.quota.window.num remote.log.manager.fetch.quota.window.size.seconds
  remote.log.manager.task.interval.ms remote.log.manager.thread.pool.size remote.log.metadata.custom.metadata.max.bytes
  remote.log.metadata.manager.class.name remote.log.metadata.manager.class.path remote.log.metadata.manager.impl.prefix
  remote.log.metadata.manager.listener.name remote.log.reader.max.pending.tasks remote.log.reader.threads
  remote.log.storage.manager.class.name remote.log.storage.manager.class.path remote.log.storage.manager.impl.prefix
  remote.log.storage.system.enable replica.alter.log.dirs.io.max.bytes.per.second replica.fetch.backoff.ms
  replica.fetch.max.bytes replica.fetch.min.bytes replica.fetch.response.max.bytes replica.fetch.wait.max.ms
  replica.high.watermark.checkpoint.interval.ms replica.lag.time.max.ms replica.selector.class
  replica.socket.receive.buffer.bytes replica.socket.timeout.ms replication.quota.window.num
  replication.quota.window.size.seconds request.timeout.ms reserved.broker.max.id security.inter.broker.protocol
  security.providers server.max.startup.time.ms share.fetch.purgatory.purge.interval.requests
  socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms socket.listen.backlog.size
  socket.receive.buffer.bytes socket.request.max.bytes socket.send.buffer.bytes telemetry.max.bytes
  transaction.abort.timed.out.transaction.cleanup.interval.ms transaction.max.timeout.ms
  transaction.partition.verification.enable transaction.remove.expired.transaction.cleanup.interval.ms
  transaction.state.log.load.buffer.size transaction.state.log.min.isr transaction.state.log.num.partitions
  transaction.state.log.replication.factor transaction.state.log.segment.bytes transaction.two.phase.commit.enable
  transactional.id.expiration.ms unclean.leader.election.enable unclean.leader.election.interval.ms
  unstable.api.versions.enable unstable.feature.versions.enable zookeeper.clientCnxnSocket zookeeper.connect
  zookeeper.connection.timeout.ms zookeeper.max.in.flight.requests zookeeper.metadata.migration.enable
  zookeeper.metadata.migration.min.batch.size zookeeper.session.timeout.ms zookeeper.set.acl zookeeper.sync.time.ms
`)

/** https://kafka.apache.org/41/configuration/producer-configs */
export const PRODUCER_KEYS = words(`
  acks auto.include.jmx.reporter batch.size block.on.buffer.full bootstrap.servers buffer.memory client.dns.lookup client.id
  compression.gzip.level compression.lz4.level compression.type compression.zstd.level connections.max.idle.ms
  delivery.timeout.ms enable.idempotence enable.metrics.push interceptor.classes key.serializer linger.ms max.block.ms
  max.in.flight.requests.per.connection max.request.size metadata.fetch.timeout.ms metadata.max.age.ms metadata.max.idle.ms
  metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy metric.reporters metrics.num.samples
  metrics.recording.level metrics.sample.window.ms partitioner.adaptive.partitioning.enable
  partitioner.availability.timeout.ms partitioner.class partitioner.ignore.keys receive.buffer.bytes
  reconnect.backoff.max.ms reconnect.backoff.ms request.timeout.ms retries retry.backoff.max.ms retry.backoff.ms
  security.protocol security.providers send.buffer.bytes socket.connection.setup.timeout.max.ms
  socket.connection.setup.timeout.ms timeout.ms transaction.timeout.ms transaction.two.phase.commit.enable transactional.id
  value.serializer
`)

/** https://kafka.apache.org/41/configuration/consumer-configs */
export const CONSUMER_KEYS = words(`
  allow.auto.create.topics auto.commit.interval.ms auto.include.jmx.reporter auto.offset.reset bootstrap.servers check.crcs
  client.dns.lookup client.id client.rack connections.max.idle.ms default.api.timeout.ms enable.auto.commit
  enable.metrics.push exclude.internal.topics fetch.max.bytes fetch.max.wait.ms fetch.min.bytes group.id group.instance.id
  group.protocol group.remote.assignor heartbeat.interval.ms interceptor.classes isolation.level key.deserializer
  max.partition.fetch.bytes max.poll.interval.ms max.poll.records metadata.max.age.ms
  metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy metric.reporters metrics.num.samples
  metrics.recording.level metrics.sample.window.ms partition.assignment.strategy receive.buffer.bytes
  reconnect.backoff.max.ms reconnect.backoff.ms request.timeout.ms retry.backoff.max.ms retry.backoff.ms security.protocol
  security.providers send.buffer.bytes session.timeout.ms share.acknowledgement.mode share.acquire.mode
  socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms value.deserializer
`)

/** What every client also takes (AdminClientConfig); a topic or broker may share the name. */
export const ADMIN_KEYS = words(`
  auto.include.jmx.reporter bootstrap.controllers bootstrap.servers client.dns.lookup client.id connections.max.idle.ms
  default.api.timeout.ms enable.metrics.push metadata.max.age.ms metadata.recovery.strategy metric.reporters
  metrics.num.samples metrics.recording.level metrics.sample.window.ms receive.buffer.bytes reconnect.backoff.max.ms
  reconnect.backoff.ms request.timeout.ms retries retry.backoff.max.ms retry.backoff.ms security.protocol security.providers
  send.buffer.bytes socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms
`)

/** Families: prefixes of which anything may follow. */
export const KEY_FAMILIES: readonly string[] = [
  'listener.name.',
  'sasl.',
  'ssl.',
  'security.',
  'password.encoder.',
  'delegation.token.',
  'zookeeper.ssl.',
  'group.share.',
  'group.streams.',
  'group.consumer.',
  'group.coordinator.',
  'share.coordinator.',
  'controller.quorum.',
  'remote.log.',
  'rsm.config.',
  'rlmm.config.',
  'metric.reporters.',
  'client.metrics.',
  'client.quota.callback.',
  'errors.deadletterqueue.',
  'config.providers.',
  'internal.',
  'confluent.',
  'cruise.control.',
  'strimzi.',
  'producer.override.',
  'consumer.override.',
]
