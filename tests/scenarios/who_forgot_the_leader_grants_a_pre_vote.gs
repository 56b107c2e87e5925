# With pre-votes and CheckQuorum, followers that forgot a dead leader elect another one without waiting (etcd forget_leader_prevote_checkquorum).
cluster 1 2 3 pre-vote check-quorum
(campaign 1)
(settle)
---
ok

# n1 is dead, and n2 and n3 remember it: no answer.
campaign 2
deliver 3
lose 1
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n3 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n2: a leader is alive, so no answer
lost, n2 to n1: term 2: asks for a pre-vote, log ends at 1@1

# A majority that forgot it elects.
forget-leader 3
campaign 2
settle 2 3
lose 1
status 2 3
---
forget-leader 3
  * leader n1 → nobody
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n3 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  gave n2 its pre-vote of term 2
  → n2: term 2: gives a pre-vote
n2 ← n3: term 2: gives a pre-vote
  counts pre-vote of n3: yes
  * role pre-candidate → candidate, term 1 → 2, vote n1 → n2
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n3 once stored: term 2: asks for a vote, log ends at 1@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n3: term 2: asks for a vote, log ends at 1@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 1@1
  * term 1 → 2, vote n1 → n2
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 2@2
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 2: append after 1@1: 2@2 no-op; commit 1
  → n3: term 2: append after 1@1: 2@2 no-op; commit 1
n2 writes 2@2 no-op
  * stored 1 → 2
n3 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n3 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n2 ← n3: term 2: accepted up to 2
  * commit 1 → 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 2: append after 2@2: nothing; commit 2
n2 writes term 2, vote n2, commit 2 (no sync)
n2 applies 2@2 no-op
  * applied 1 → 2
n3 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n3 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n3 applies 2@2 no-op
  * applied 1 → 2
n2 ← n3: term 2: accepted up to 2
lost, n2 to n1: term 2: asks for a pre-vote, log ends at 1@1
lost, n2 to n1: term 2: asks for a vote, log ends at 1@1
lost, n2 to n1: term 2: append after 1@1: 2@2 no-op; commit 1
n2: role leader, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n1 probe 0/2 paused told 1, of n3 replicate 2/3 told 2 heard
n3: role follower, term 2, vote n2, leader n2, timer from 0.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3

# The old leader, should it live, hears of the new term and follows.
beat 1
settle
---
beat 1
  → n2: term 1: heartbeat, commit 1
  → n3: term 1: heartbeat, commit 1
n2 ← n1: term 1: heartbeat, commit 1
  → n1: term 2: your term is old
n3 ← n1: term 1: heartbeat, commit 1
  → n1: term 2: your term is old
n1 ← n2: term 2: your term is old
  gives up: there is a higher term
  * role leader → follower, term 1 → 2, vote n1 → nobody, leader n1 → nobody
n1 ← n3: term 2: your term is old
n1 writes term 2, vote nobody, commit 1
