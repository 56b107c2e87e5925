# A leader that is removed leads on, counts only others, and takes no proposals (etcd StepDownOnRemoval off; confchange_v1_remove_leader).
cluster 1 2 3
(campaign 1)
(settle)
propose 1 a
change 1 remove=1
propose 1 b
settle 1
---
propose 1 a
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 a; commit 1
  → n3: term 1: append after 1@1: 2@1 a; commit 1
change 1 remove=1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  * of n2 replicate 1/4 2 in flight told 1 heard
  * of n3 replicate 1/4 2 in flight told 1 heard
  → n2: term 1: append after 2@1: 3@1 change remove n1; commit 1
  → n3: term 1: append after 2@1: 3@1 change remove n1; commit 1
propose 1 b
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  * of n2 replicate 1/5 3 in flight told 1 heard
  * of n3 replicate 1/5 3 in flight told 1 heard
  → n2: term 1: append after 3@1: 4@1 b; commit 1
  → n3: term 1: append after 3@1: 4@1 b; commit 1
n1 writes 2@1 a, 3@1 change remove n1, 4@1 b
  * stored 1 → 4

# n2 alone acknowledges: of three voters that is a majority with n1, for the change too. Once the change is applied, n1 counts itself no more:
# of n2 and n3 both are needed for b, which only n2 has.
deliver 2 most=2
settle 1 2
status 1
---
n2 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 ← n1: term 1: append after 2@1: 3@1 change remove n1; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n2 writes 2@1 a, 3@1 change remove n1
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  * stored 1 → 3
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/5 2 in flight told 2 heard
  * of n3 replicate 1/5 3 in flight told 2 heard
  → n2: term 1: append after 4@1: nothing; commit 2
  → n3: term 1: append after 4@1: nothing; commit 2
n1 ← n2: term 1: accepted up to 3
  * commit 2 → 3
  * of n2 replicate 3/5 1 in flight told 3 heard
  * of n3 replicate 1/5 3 in flight told 3 heard
  → n2: term 1: append after 4@1: nothing; commit 3
  → n3: term 1: append after 4@1: nothing; commit 3
n2 ← n1: term 1: append after 3@1: 4@1 b; commit 1
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  → n1 once stored: term 1: accepted up to 4
n1 writes term 1, vote n1, commit 3 (no sync)
n1 applies 2@1 a, 3@1 change remove n1
  * applied 1 → 3, members voters n1 n2 n3 → voters n2 n3
n2 writes 4@1 b
  → n1: term 1: accepted up to 4
  * stored 3 → 4
n1 ← n2: term 1: accepted up to 4
  * of n2 replicate 4/5 told 3 heard
n2 ← n1: term 1: append after 4@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 4
n2 ← n1: term 1: append after 4@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 4
n2 writes term 1, vote n1, commit 3 (no sync)
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
n2 applies 2@1 a, 3@1 change remove n1
  * applied 1 → 3, members voters n1 n2 n3 → voters n2 n3
n1 ← n2: term 1: accepted up to 4
n1 ← n2: term 1: accepted up to 4
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 3, applied 3, members voters n2 n3, of n2 replicate 4/5 told 3 heard, of n3 replicate 1/5 3 in flight told 3 heard

settle
status
---
n3 ← n1: term 1: append after 1@1: 2@1 a; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: 3@1 change remove n1; commit 1
  appends 3@1
  * log 1 to 2@1 → 1 to 3@1
  → n1 once stored: term 1: accepted up to 3
n3 ← n1: term 1: append after 3@1: 4@1 b; commit 1
  appends 4@1
  * log 1 to 3@1 → 1 to 4@1
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 4@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 4@1: nothing; commit 3
  * commit 2 → 3
  → n1 once stored: term 1: accepted up to 4
n3 writes term 1, vote n1, commit 3; 2@1 a, 3@1 change remove n1, 4@1 b
  → n1: term 1: accepted up to 2
  → n1: term 1: accepted up to 3
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
  → n1: term 1: accepted up to 4
  * stored 1 → 4
n3 applies 2@1 a, 3@1 change remove n1
  * applied 1 → 3, members voters n1 n2 n3 → voters n2 n3
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/5 2 in flight told 3 heard
n1 ← n3: term 1: accepted up to 3
  * of n3 replicate 3/5 1 in flight told 3 heard
n1 ← n3: term 1: accepted up to 4
  * commit 3 → 4
  * of n2 replicate 4/5 told 4 heard
  * of n3 replicate 4/5 told 4 heard
  → n2: term 1: append after 4@1: nothing; commit 4
  → n3: term 1: append after 4@1: nothing; commit 4
n1 ← n3: term 1: accepted up to 4
n1 ← n3: term 1: accepted up to 4
n1 writes term 1, vote n1, commit 4 (no sync)
n1 applies 4@1 b
  * applied 3 → 4
n2 ← n1: term 1: append after 4@1: nothing; commit 4
  * commit 3 → 4
  → n1 once stored: term 1: accepted up to 4
n3 ← n1: term 1: append after 4@1: nothing; commit 4
  * commit 3 → 4
  → n1 once stored: term 1: accepted up to 4
n2 writes term 1, vote n1, commit 4 (no sync)
  → n1: term 1: accepted up to 4
n2 applies 4@1 b
  * applied 3 → 4
n3 writes term 1, vote n1, commit 4 (no sync)
  → n1: term 1: accepted up to 4
n3 applies 4@1 b
  * applied 3 → 4
n1 ← n2: term 1: accepted up to 4
n1 ← n3: term 1: accepted up to 4
n1: role leader, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n2 n3, of n2 replicate 4/5 told 4 heard, of n3 replicate 4/5 told 4 heard
n2: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n2 n3
n3: role follower, term 1, vote n1, leader n1, timer from 0.000000s, log 1 to 4@1, stored 4, commit 4, applied 4, members voters n2 n3

propose 1 c
---
propose 1 c
  drops a proposal: no member any more

# It goes on to send heartbeats, and another one may be elected at any time.
beat 1
settle
campaign 2
settle
---
beat 1
  → n2: term 1: heartbeat, commit 4
  → n3: term 1: heartbeat, commit 4
n2 ← n1: term 1: heartbeat, commit 4
  → n1: term 1: alive
n3 ← n1: term 1: heartbeat, commit 4
  → n1: term 1: alive
n1 ← n2: term 1: alive
n1 ← n3: term 1: alive
campaign 2
  election timer ran out
  * role follower → candidate, term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n3 once stored: term 2: asks for a vote, log ends at 4@1
n2 writes term 2, vote n2, commit 4
  → n3: term 2: asks for a vote, log ends at 4@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 4@1
  * term 1 → 2, vote n1 → n2, leader n1 → nobody
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 4
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 5@2
  * role candidate → leader, leader nobody → n2, log 1 to 4@1 → 1 to 5@2
  * of n3 probe 0/5 paused told 4
  → n3: term 2: append after 4@1: 5@2 no-op; commit 4
n2 writes 5@2 no-op
  * stored 4 → 5
n3 ← n2: term 2: append after 4@1: 5@2 no-op; commit 4
  appends 5@2
  * leader nobody → n2, log 1 to 4@1 → 1 to 5@2
  → n2 once stored: term 2: accepted up to 5
n3 writes 5@2 no-op
  → n2: term 2: accepted up to 5
  * stored 4 → 5
n2 ← n3: term 2: accepted up to 5
  * commit 4 → 5
  * of n3 replicate 5/6 told 5 heard
  → n3: term 2: append after 5@2: nothing; commit 5
n2 writes term 2, vote n2, commit 5 (no sync)
n2 applies 5@2 no-op
  * applied 4 → 5
n3 ← n2: term 2: append after 5@2: nothing; commit 5
  * commit 4 → 5
  → n2 once stored: term 2: accepted up to 5
n3 writes term 2, vote n2, commit 5 (no sync)
  → n2: term 2: accepted up to 5
n3 applies 5@2 no-op
  * applied 4 → 5
n2 ← n3: term 2: accepted up to 5
