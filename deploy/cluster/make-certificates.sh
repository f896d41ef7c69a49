#!/usr/bin/env bash
# Makes an authority, a certificate for each node and passwords, for deploy/cluster/docker-compose.yml.
# What is there already is kept; remove deploy/cluster/certificates and deploy/cluster/.env to begin anew.
set -euo pipefail
cd "$(dirname "$0")"
umask 077

DAYS=825
CONTAINER_USER=1000

command -v openssl >/dev/null || { echo 'openssl is not installed' >&2; exit 69; }
mkdir -p certificates/ca

if [ ! -e certificates/ca/ca.crt ]; then
  # The key stays outside of what any container sees.
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days "$DAYS" -subj '/O=Orebook/CN=Orebook authority' \
    -keyout certificates/authority.key -out certificates/ca/ca.crt \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' 2>/dev/null
fi

# Usage: node_certificate FOLDER HOST COMMON_NAME
node_certificate() {
  local folder=certificates/$1 host=$2 name=$3
  [ -e "$folder/node.crt" ] && return
  mkdir -p "$folder"
  openssl req -newkey rsa:2048 -nodes -sha256 -subj "/O=Orebook/CN=$name" \
    -keyout "$folder/node.key" -out "$folder/node.csr" 2>/dev/null
  openssl x509 -req -in "$folder/node.csr" -sha256 -days "$DAYS" \
    -CA certificates/ca/ca.crt -CAkey certificates/authority.key -CAcreateserial -out "$folder/node.crt" \
    -extfile <(printf '%s\n' "subjectAltName=DNS:$host,DNS:localhost,IP:127.0.0.1" \
      'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature,keyEncipherment' \
      'extendedKeyUsage=serverAuth,clientAuth') 2>/dev/null
  rm "$folder/node.csr"
}

if [ ! -e .env ]; then
  for name in KAFKA_BROKER KAFKA_OREBOOK EVENTSTOREDB_ADMIN EVENTSTOREDB_OPS EVENTSTOREDB_OREBOOK; do
    echo "${name}_PASSWORD=$(openssl rand -hex 24)"
  done >.env
fi
broker_password=$(sed -n 's/^KAFKA_BROKER_PASSWORD=//p' .env)

for number in 1 2 3; do
  # EventStoreDB knows its own nodes by this common name.
  node_certificate "eventstoredb-$number" "eventstoredb-$number" eventstoredb-node
  node_certificate "kafka-$number" "kafka-$number" "kafka-$number"
  folder=certificates/kafka-$number
  cat "$folder/node.key" "$folder/node.crt" certificates/ca/ca.crt >"$folder/node.pem"
  cp certificates/ca/ca.crt "$folder/ca.crt"
  cat >"$folder/client.properties" <<END
security.protocol=SASL_SSL
ssl.truststore.type=PEM
ssl.truststore.location=/etc/kafka/secrets/ca.crt
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="$broker_password";
END
done

# The containers' users are no root: what they read must be theirs.
if [ "$(id -u)" -eq 0 ]; then
  chown -R "$CONTAINER_USER:$CONTAINER_USER" certificates/ca certificates/kafka-* certificates/eventstoredb-*
elif [ "$(id -u)" -ne "$CONTAINER_USER" ]; then
  echo "you are user $(id -u): give certificates/{ca,kafka-*,eventstoredb-*} to user $CONTAINER_USER, e.g. with sudo chown -R" >&2
fi
echo 'certificates and passwords are in deploy/cluster/certificates and deploy/cluster/.env'
