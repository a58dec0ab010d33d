# What bench/run and bench/soak share, to be sourced in the folder above: starts the provider, nginx before it, and the gateway with a key, and stops them at the end.
# BENCH_PORT (9100) is the first of the ports on loopback that they listen on.
for tool in nginx curl java; do
  command -v $tool >/dev/null || { echo "bench: $tool is missing" >&2; exit 1; }
done
first=${BENCH_PORT:-9100}
provider=http://127.0.0.1:$first
url=http://127.0.0.1:$((first + 1))
proxy=http://127.0.0.1:$((first + 2))
patient=http://127.0.0.1:$((first + 3))

work=$(mktemp -d)
# nginx's workers may have another user
chmod 755 "$work"
measured="java ${JAVA_OPTS:--Xmx192m}"
gateway=(java ${JAVA_OPTS:--Xmx192m} -Xlog:gc:file="$work/gc-gateway.log" -jar target/quarkus-app/quarkus-run.jar)
native=(target/*-runner)
[[ -x ${native[0]} ]] && gateway=("${native[0]}") measured=${native[0]}
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# ---- the provider: nginx with fixed answers, behind another server of nginx's as a proxy; and one that takes its time
event='data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"fake","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}'
mkdir "$work/stream20" "$work/stream200"
for n in 20 200; do
  { for ((i = 0; i < n; i++)); do printf '%s\n\n' "$event"; done; printf 'data: [DONE]\n\n'; } >"$work/stream$n/answer"
done
# frames of MPEG 1 layer III, 128 kbit/s at 44.1 kHz, each with its header and silence
frames() { for ((i = 0; i < $1; i++)); do printf '\xff\xfb\x90\x00'; head -c 413 /dev/zero; done; }
frames 39 >"$work/speech16" && frames 157 >"$work/speech64"
cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $work/pid; error_log $work/error.log;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 1000000000; client_body_buffer_size 128k;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  upstream provider { server ${provider#http://}; keepalive 256; keepalive_requests 1000000000; }
  upstream patient { server ${patient#http://}; keepalive 256; keepalive_requests 1000000000; }
  server {
    listen ${provider#http://};
    location = /v1/chat/completions { default_type application/json; return 200 '{"id":"c","object":"chat.completion","created":1,"model":"fake","choices":[{"index":0,"message":{"role":"assistant","content":"Good morning."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}'; }
    location = /v1/audio/transcriptions { default_type application/json; return 200 '{"text":"Good morning.","usage":{"type":"duration","seconds":1}}'; }
    location = /stream20/chat/completions { default_type text/event-stream; alias $work/stream20/answer; error_page 405 =200 \$uri; }
    location = /stream200/chat/completions { default_type text/event-stream; alias $work/stream200/answer; error_page 405 =200 \$uri; }
    location = /v1/audio/speech { default_type audio/mpeg; alias $work/speech16; error_page 405 =200 \$uri; }
    location = /long/audio/speech { default_type audio/mpeg; alias $work/speech64; error_page 405 =200 \$uri; }
    location / { default_type application/json; return 200 '{"object":"list","data":[]}'; }
  }
  server {
    listen ${proxy#http://};
    location / { proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location /patient/ { proxy_pass http://patient/; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
  }
}
CONF
nginx -c "$work/nginx.conf" 2>/dev/null &
java bench/FakeOpenAi.java $((first + 3)) 60 &
patient_pid=$!

# ---- what is sent
messages='"messages":[{"role":"user","content":"Good morning"}]'
{
  printf -- '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nopenai/whisper-1\r\n'
  printf -- '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n'
  # a second of silence: 16 bits at 16 kHz
  printf 'RIFF\x24\x7d\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x00\x7d\x00\x00'
  head -c 32000 /dev/zero
  printf '\r\n--b--\r\n'
} >"$work/form"

# ---- the gateway
export PORT=$((first + 1)) QUARKUS_HTTP_HOST=127.0.0.1 VOICEFORGE_DEFAULT_API_KEY= ADMIN_TOKEN=bench-$RANDOM-$RANDOM-$RANDOM
export AI_INTEGRATIONS_OPENAI_BASE_URL=$provider/v1 VOICEFORGE_ACCESS_LOG=${VOICEFORGE_ACCESS_LOG:-true}
for name in stream20 stream200 long; do
  export "VOICEFORGE_PROVIDERS_${name^^}_BASE_URL=$provider/$name"
done
export VOICEFORGE_PROVIDERS_PATIENT_BASE_URL=$patient/v1
began=$(date +%s%N)
"${gateway[@]}" >"$work/gateway.log" &
pid=$!
wait_for() { # url pid: until this process answers there
  until curl -sf "$1" -o /dev/null; do
    kill -0 "$2" 2>/dev/null || { echo "bench: what should answer at $1 has ended" >&2; exit 1; }
    sleep 0.01
  done
}
wait_for "$url/api/live" $pid
started=$((($(date +%s%N) - began) / 1000000))
rss() { awk -v row="$1:" '$1 == row { print int($2 / 1024) }' "/proc/$2/status"; } # VmRSS or VmHWM, of a process, in MB
idle=$(rss VmRSS $pid)
wait_for "$patient/" $patient_pid
# the highest limit there is: it is counted, and one measurement does not reach it
key=$(curl -sf -X POST "$url/api/keys" -H "X-Admin-Token: $ADMIN_TOKEN" -H 'Content-Type: application/json' \
  -d '{"name":"bench","rateLimit":1000000000}' | sed 's/.*"key":"\([^"]*\)".*/\1/')
