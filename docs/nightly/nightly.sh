#!/usr/bin/env bash
# The nightly job, one function per step. GitHub, GitLab and cron call the same steps:
#
#   docs/nightly/nightly.sh restore crawl check build publish
#
# NOABER            the command; default: .venv/bin/noaber of the checkout
# NOABER_HOME       the folder with knowledge/, data/ and build/; default: the checkout
# NOABER_STORE      the folder that keeps the last harvest; needed by restore and publish
# NOABER_PUBLIC     what the web server shows, a link to the newest site; needed by publish
# NOABER_CRAWL      options and members for `noaber crawl`; default: all members
# NOABER_FIRST_RUN  yes: there is no harvest yet. Else a missing one stops the job
# NOABER_SMALLER    yes: publish although the site has less than half of its pages left
# NOABER_ACCEPT     a held source to release, with NOABER_REASON; for the step `accept`
#
# It needs bash, tar and the GNU core utilities.
# It ends with 0 when all is done, also where noaber said 3 (some things refused or held, each named
# in its report), and with 1 when something failed. What failed publishes nothing: the site and the
# harvest of the night before stay as they are.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/../.." && pwd)
home=${NOABER_HOME:-$checkout}
read -ra noaber <<<"${NOABER:-$checkout/.venv/bin/noaber}"
keep=3 # sites to go back to, the newest included

say() { echo "nightly: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

# runs noaber without the tokens of the platform; 3 is done, with something to look at
run() {
  local status=0
  env -u GH_TOKEN -u GITHUB_TOKEN -u GITLAB_TOKEN -u CI_JOB_TOKEN -u NOABER_READ_TOKEN \
    "${noaber[@]}" --home "$home" "$@" || status=$?
  case $status in
    0) ;;
    3) say "$1: done, but some things need a look" ;;
    *) return "$status" ;;
  esac
}

# puts back the harvest of the last night: what is removed, new or held is judged against it
restore() {
  local archive=${NOABER_STORE:?}/harvest.tar.gz
  if [ -d "$home/data/harvest" ]; then
    say "restore: $home has its own harvest, which is the newest"
  elif [ -f "$archive" ]; then
    gzip --test "$archive" || fail "restore: $archive is damaged; put back an older one"
    rm -rf "$home/.restored"
    mkdir -p "$home/.restored"
    tar -xzf "$archive" -C "$home/.restored"
    [ -d "$home/.restored/data/harvest" ] || fail "restore: $archive holds no harvest"
    rm -rf "$home/data"
    mv "$home/.restored/data" "$home/data"
    rmdir "$home/.restored"
  elif [ "${NOABER_FIRST_RUN:-}" != yes ]; then
    fail "restore: no $archive. Is this the first run? Then say NOABER_FIRST_RUN=yes"
  fi
}

# releases a held source once, where asked
accept() {
  if [ -z "${NOABER_ACCEPT:-}" ]; then return; fi
  run accept-loss "$NOABER_ACCEPT" --reason "${NOABER_REASON:?}"
}

crawl() {
  local options
  read -ra options <<<"${NOABER_CRAWL:-}"
  run crawl "${options[@]}" || fail "crawl: nothing usable came of it"
}

# names what people wrote wrongly; the build leaves that out, so that it stops nobody else
check() {
  [ -n "$(find "$home/data/harvest" -name '*.jsonl' -size +0 2>/dev/null | head -1)" ] ||
    fail "check: there is no harvest"
  local status=0
  run check || status=$?
  [ "$status" -le 1 ] || fail "check: it did not run"
  [ "$status" -eq 0 ] || say "check: some contributions are wrong and are left out"
}

build() {
  rm -f "$home/build/ready"
  run build || fail "build: the site was not made"
  pages >"$home/build/ready"
}

pages() { find "$home/build/site" -name '*.html' | wc -l | tr -d ' '; }

# keeps the harvest, then shows the new site: each in one move, so that nobody sees half of it
publish() {
  local store=${NOABER_STORE:?} public=${NOABER_PUBLIC:?} old new site
  if [ ! -s "$home/build/ready" ] || [ ! -f "$home/build/site/index.html" ]; then
    fail "publish: there is no finished build"
  fi
  new=$(pages)
  [ "$new" = "$(cat "$home/build/ready")" ] || fail "publish: the site is not what was built"
  old=$(cat "$home/data/pages" 2>/dev/null || echo 0)
  if [ $((new * 2)) -lt "$old" ] && [ "${NOABER_SMALLER:-}" != yes ]; then
    fail "publish: $new pages, and there were $old. Is that right? Then say NOABER_SMALLER=yes"
  fi
  if [ -e "$public" ] && [ ! -L "$public" ]; then
    fail "publish: $public is no link; move it away first"
  fi
  mkdir -p "$store" "$public.sites"
  rm -rf "$public.sites"/.[0-9]* # what a night that broke off left
  site=$(date -u +%Y%m%dT%H%M%SZ)-$$
  cp -R "$home/build/site" "$public.sites/.$site"
  echo "$new" >"$home/data/pages"
  tar -czf "$store/.harvest.$$" -C "$home" data
  [ ! -f "$store/harvest.tar.gz" ] || cp "$store/harvest.tar.gz" "$store/previous.tar.gz"
  mv -f "$store/.harvest.$$" "$store/harvest.tar.gz"
  mv "$public.sites/.$site" "$public.sites/$site"
  ln -s "$(basename "$public").sites/$site" "$public.next.$$"
  mv -fT "$public.next.$$" "$public"
  rm -f "$home/build/ready"
  find "$public.sites" -mindepth 1 -maxdepth 1 -name '[0-9]*' | sort -r | tail -n +$((keep + 1)) |
    while read -r gone; do rm -rf "$gone"; done
  say "publish: $new pages"
}

[ $# -gt 0 ] || fail "which steps? restore, accept, crawl, check, build, publish"
for step in "$@"; do
  case $step in
    restore | accept | crawl | check | build | publish) 
      say "$step"
      "$step"
      ;;
    *) fail "no such step: $step" ;;
  esac
done
